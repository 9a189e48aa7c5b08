import type { Action } from '../../src/actions/index.ts';
import type { Input, Route } from '../../src/jsonapi/index.ts';
import { flowView as view } from '../../src/flows/serializer.ts';
import type { Flow } from '../../src/flows/store.ts';

/* Code that must not compile: the type check fails if an expected error is missing. */
const run = async (): Promise<Flow> => Promise.reject(new Error('never run'));

// @ts-expect-error an action without a permission
const withoutPermission: Action<Input, Flow> = { name: 'flows.get', writes: false, run };

const unknownPermission: Action<Input, Flow> = {
  name: 'flows.get',
  // @ts-expect-error a permission that is not on the closed list
  permission: 'tenants.flows.guess',
  writes: false,
  run,
};

// @ts-expect-error a change without an audit entry
const withoutAudit: Action<Input, Flow> = {
  name: 'flows.update',
  permission: 'tenants.flows.edit',
  writes: true,
  run,
};

const withoutAction: Route<Flow> = {
  method: 'get',
  path: '/flows',
  response: 'resource',
  view,
  // @ts-expect-error a route that calls a function instead of an action
  action: run,
};

test('a route whose action declares its permission is accepted', () => {
  const action: Action<Input, Flow> = {
    name: 'flows.get',
    permission: 'tenants.flows.get',
    writes: false,
    run,
  };
  const route: Route<Flow> = { method: 'get', path: '/flows', response: 'resource', view, action };
  expect(route.action.permission).toBe('tenants.flows.get');
});

void [withoutPermission, unknownPermission, withoutAudit, withoutAction];
