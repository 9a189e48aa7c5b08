import { generateContract } from '../../scripts/contract/document.ts';
import { readRouteTables } from '../../scripts/contract/route-tables.ts';
import {
  readContractFiles,
  type OperationNotes,
  type ContractFiles,
} from '../../scripts/contract/contract-files.ts';
import type { Route } from '../../src/jsonapi/index.ts';
import type { OpenApiDocument } from '../support/contract-document.ts';

const tables = readRouteTables();
const LIST = 'GET /v2/tenants/{tenant}/flows';
const READ = 'GET /v2/tenants/{tenant}/flows/{id}';

const generate = (written: ContractFiles, routes = tables.routes) =>
  generateContract(written, { ...tables, routes }) as OpenApiDocument;

/** The files of contract/ with one change. */
function changed(
  change: (flows: Record<string, OperationNotes>, written: ContractFiles) => void,
): ContractFiles {
  const written = readContractFiles();
  const flows = written.tags.find(({ tag }) => tag === 'Flows')!;
  change(flows.operations as Record<string, OperationNotes>, written);
  return written;
}

describe('openapi.yaml is not generated if', () => {
  test.each<[string, Parameters<typeof changed>[0], string]>([
    ['a route is not described', (flows) => delete flows[LIST], `describes ${LIST}`],
    [
      'the path of a relationship is not described',
      (flows) => delete flows[`${READ}/created_by`],
      `describes ${READ}/created_by`,
    ],
    [
      'a description has no route',
      (flows) => (flows['GET /v2/flow'] = flows[LIST]!),
      'contract/tags describes GET /v2/flow, but there is no such route',
    ],
    [
      'a member is misspelled',
      (flows) => Object.assign(flows[LIST]!, { sumary: 'List flows' }),
      `${LIST}: contract/tags cannot set sumary`,
    ],
    [
      'the description of a relationship sets what is derived',
      (flows) => Object.assign(flows[`${READ}/created_by`]!, { statuses: [409] }),
      'cannot set statuses',
    ],
    [
      'a filter of a route has no description',
      (flows) => delete flows[LIST]!.filters!['status'],
      'listFlows: contract/tags does not describe filter[status]',
    ],
    [
      'a description names a filter that the route does not have',
      (flows) => Object.assign(flows[LIST]!.filters!, { color: 'Flows of this color.' }),
      'listFlows: its route has no filter color',
    ],
    [
      'a resource type is not listed',
      (_flows, { tags }) => delete tags.find(({ tag }) => tag === 'Flows')!.resources,
      'lists the type flow under',
    ],
    [
      'an error code is not described',
      (_flows, { errors }) => delete errors['flow_in_use'],
      'contract/errors.yaml does not describe flow_in_use',
    ],
    [
      'a description has no error code',
      (_flows, { errors }) => (errors['flow_lost'] = 'The flow is lost'),
      'src/errors.ts has no code flow_lost',
    ],
  ])('%s', (_what, change, message) => {
    expect(() => generate(changed(change))).toThrow(message);
  });
});

describe('what is derived from a route', () => {
  const notes: OperationNotes = { operationId: 'renameFlow', summary: 'Rename a flow' };
  const update = tables.routes.get('PATCH /v2/tenants/{tenant}/flows/{id}')!;
  const key = (method: string) => `${method} /v2/tenants/{tenant}/flows/{id}/names`;
  const operationOf = (method: string, route: Partial<Route>, more: Partial<OperationNotes> = {}) => {
    const routes = new Map([
      ...tables.routes,
      [key(method), { ...update, method: method.toLowerCase(), ...route } as Route] as const,
    ]);
    const document = generate(
      changed((flows) => (flows[key(method)] = { ...notes, ...more })),
      routes,
    );
    return document.paths['/v2/tenants/{tenant}/flows/{id}/names']![method.toLowerCase()] as {
      description: string;
      parameters: { $ref?: string; name?: string }[];
      requestBody?: { content: object };
      responses: Record<string, { headers?: object }>;
    };
  };
  const namesIn = (parameters: { $ref?: string; name?: string }[]) =>
    parameters.map(({ $ref, name }) => name ?? $ref!.split('/').at(-1));

  test('PATCH: the permission, preconditions, a body in both media types, and their errors', () => {
    const operation = operationOf('PATCH', {});
    expect(operation.description).toBe('Requires `tenants.flows.edit`.');
    expect(namesIn(operation.parameters)).toEqual(['IfMatch', 'IfNoneMatch', 'FlowFields']);
    expect(Object.keys(operation.requestBody!.content)).toEqual([
      'application/vnd.api+json',
      'application/json',
    ]);
    expect(Object.keys(operation.responses).join(' ')).toBe(
      '200 400 401 403 404 406 409 412 413 415 422 503',
    );
  });

  test('POST: the Idempotency-Key, its header and its errors, with and without a body', () => {
    const operation = operationOf('POST', { response: 'created' });
    expect(namesIn(operation.parameters)).toEqual(['IdempotencyKey', 'FlowFields']);
    expect(Object.keys(operation.responses['201']!.headers!)).toEqual([
      'Location',
      'ETag',
      'Idempotent-Replayed',
      'X-Request-Id',
    ]);
    const { schema: _schema, ...action } = update.action;
    const bare = operationOf('POST', { response: 'resource', action } as Partial<Route>);
    expect(bare.requestBody).toBeUndefined();
    expect(Object.keys(bare.responses).join(' ')).toBe('200 400 401 403 404 406 409 422 503');
  });

  test('a list: filters, sort keys, includes and pages', () => {
    const list = tables.routes.get('GET /v2/tenants/{tenant}/users')!;
    const filters = { email: 'Users with this address.', role: 'Users in this role.', search: 'A text.' };
    const operation = operationOf('GET', { ...list, path: update.path }, { filters });
    expect(namesIn(operation.parameters)).toEqual([
      'UserFields',
      'include',
      'PageNumber',
      'PageSize',
      'FilterId',
      'filter[search]',
      'filter[email]',
      'filter[role]',
      'sort',
    ]);
    expect(Object.keys(operation.responses).join(' ')).toBe('200 400 401 403 404 406 503');
  });

  test('DELETE: no body, and the statuses that its entry adds', () => {
    const { schema: _schema, ...action } = update.action;
    const operation = operationOf('DELETE', { response: 'none', action } as Partial<Route>, {
      statuses: [409],
    });
    expect(namesIn(operation.parameters)).toEqual(['IfMatch', 'IfNoneMatch']);
    expect(Object.keys(operation.responses).join(' ')).toBe('204 400 401 403 404 406 409 412 503');
  });
});
