import { componentView, type Components } from '../components/index.ts';
import { routes } from '../jsonapi/index.ts';
import type { SteppedAction } from '../actions/index.ts';
import type { Input } from '../jsonapi/index.ts';
import type { Connect } from './connect.ts';
import { testCredential } from './credential-test.ts';
import type { Disconnect } from './disconnect.ts';
import type { HandOut } from './hand-out.ts';
import {
  authSecretView,
  connectionView,
  credentialTestView,
  credentialView as view,
  renderToken,
  tokenView,
} from './serializer.ts';
import type { Credentials } from './service.ts';
import type { Credential } from './store.ts';

export function credentialRoutes(actions: {
  credentials: Credentials;
  connect: Connect;
  disconnect: Disconnect;
  handOut: HandOut;
  forcedRefresh: SteppedAction<Input, Credential>;
  components: Components;
}) {
  const { credentials, connect, disconnect, handOut, forcedRefresh, components } = actions;
  const path = '/tenants/:tenant/credentials';
  const one = `${path}/:id`;
  const secret = '/workspaces/:tenant/secrets/:id';
  const include = {
    component: {
      ids: (credential: Credential) => credential.component_id,
      view: componentView,
      action: components.getMany,
    },
  };
  const query = {
    filters: {
      id: 'ids',
      search: 'search',
      state: CONNECTION_STATES,
      external_user_id: 'text',
      component: 'id',
      provider: 'text',
    },
    sorts: ['name', 'created_at', 'updated_at'],
    paging: 'pages',
  } as const;
  return [
    // First, because the router tries its routes in order and these are asked for most.
    ...routes([
      {
        method: 'post',
        path: `${one}/tokens`,
        action: handOut.token,
        answer: 'rendered',
        view: tokenView,
        render: renderToken,
      },
    ]),
    ...routes([
      {
        method: 'get',
        path: secret,
        action: handOut.secret,
        answer: 'resource',
        view: authSecretView,
        plainJson: true,
      },
      {
        method: 'post',
        path: `${secret}/refresh`,
        action: handOut.refreshSecret,
        answer: 'resource',
        view: authSecretView,
        plainJson: true,
      },
    ]),
    ...routes([
      { method: 'get', path, action: credentials.list, answer: 'collection', view, query, include },
      { method: 'post', path, action: credentials.create, answer: 'created', view },
      { method: 'get', path: one, action: credentials.get, answer: 'resource', view, include },
      { method: 'patch', path: one, action: credentials.update, answer: 'resource', view },
      { method: 'delete', path: one, action: disconnect.remove, answer: 'none', view },
      { method: 'post', path: `${one}/refreshes`, action: forcedRefresh, answer: 'resource', view },
    ]),
    ...routes([
      {
        method: 'post',
        path: `${one}/tests`,
        action: testCredential,
        answer: 'resource',
        view: credentialTestView,
      },
    ]),
    ...routes([
      {
        method: 'post',
        path: `${one}/connections`,
        action: connect.start,
        answer: 'created',
        view: connectionView,
        onceOnly: ['authorization_url'],
      },
      {
        method: 'get',
        path: `${one}/connections/:connection`,
        action: connect.get,
        answer: 'resource',
        view: connectionView,
      },
      {
        method: 'delete',
        path: `${one}/connections`,
        action: disconnect.disconnect,
        answer: 'none',
        view: connectionView,
      },
    ]),
  ];
}

const CONNECTION_STATES = ['pending', 'connected', 'needs_reauthorization', 'error'] as const;
