import { isId } from '../../src/system/ids.ts';
import { randomUUID } from 'node:crypto';
import { startApp, type Answer, type TestApp } from '../support/app.ts';
import { follow, type Operation, type Parameter } from '../support/contract-operations.ts';
import {
  API_OPERATIONS,
  authorizationOf,
  BODY_OPERATIONS,
  CONTRACT,
  furnishTenant,
  nameOf,
  type FurnishedTenant,
} from '../support/furnished-tenant.ts';
import { dumpTables } from '../support/table-dump.ts';

let app: TestApp;
let tenant: FurnishedTenant;
let other: FurnishedTenant;
let before: Record<string, string[]>;

beforeAll(async () => {
  app = await startApp();
  [tenant, other] = [await furnishTenant(app, 'One'), await furnishTenant(app, 'Other')];
  before = await dumpTables(app);
});

afterAll(() => app.close());

/** No request may have changed either tenant. */
afterEach(async () => {
  expect(await dumpTables(app)).toEqual(before);
});

test('every operation treats another tenant’s path like one that does not exist', async () => {
  for (const operation of API_OPERATIONS.filter(({ path }) => path.includes('{tenant}'))) {
    const foreign = await send(operation, other.address(operation));
    const missing = await send(
      operation,
      other.address(operation).replace(other.owner.tenantId, randomUUID()),
    );
    expect([nameOf(operation), foreign.status]).toEqual([nameOf(operation), 404]);
    expect(withoutId(foreign)).toEqual(withoutId(missing));
  }
});

test('every operation treats an ID of another tenant like one that does not exist', async () => {
  for (const operation of API_OPERATIONS.filter(({ path }) => path.includes('{id}'))) {
    const address = other.address(operation).replace(other.owner.tenantId, tenant.owner.tenantId);
    const foreign = await send(operation, address);
    const missing = await send(operation, address.replace(/[0-9a-f-]{36}(?=$|\/[a-z-]+$)/, randomUUID()));
    expect([nameOf(operation), foreign.status]).toEqual([nameOf(operation), 404]);
    expect(withoutId(foreign)).toEqual(withoutId(missing));
  }
});

const naming = BODY_OPERATIONS.filter(({ path }) => path !== '/v2/tenants');

test.each(naming.map((operation) => [nameOf(operation), operation] as const))(
  '%s rejects another tenant’s ID in the document, with a pointer to it',
  async (_name, operation) => {
    const body = other.body(operation);
    const ids = Object.values(other.ids).filter((id) => JSON.stringify(body).includes(id));
    if (ids.length === 0) return;
    const answer = await send(operation, tenant.address(operation), body);
    expect(answer.status).toBe(404);
    for (const { source } of answer.body.errors as { source: { pointer: string } }[]) {
      expect(ids.some((id) => JSON.stringify(at(body, source.pointer)).includes(id))).toBe(true);
    }
  },
);

const filters = API_OPERATIONS.flatMap((operation) =>
  operation.parameters
    .filter(namesAnId)
    .map((parameter) => [nameOf(operation), parameter.name, operation] as const),
);

test.each(filters)(
  '%s: %s with another tenant’s ID returns nothing of theirs',
  async (_name, parameter, operation) => {
    for (const id of [...Object.values(other.ids).filter(isId), other.owner.userId]) {
      const answer = await tenant.send(operation, { query: `?${parameter}=${id}` });
      expect(answer.status).toBe(200);
      // A cursor is only a point in time: the events after it are the tenant's own.
      if (parameter !== 'page[after]') expect(answer.body.data).toEqual([]);
      expect(answer.text).not.toContain(other.owner.tenantId);
    }
  },
);

test('a list with everything included contains nothing of another tenant', async () => {
  for (const operation of API_OPERATIONS.filter(
    ({ method, path }) => method === 'get' && !path.includes('{id}'),
  )) {
    const include = operation.parameters.find(({ name }) => name === 'include') as Shaped | undefined;
    const values = include?.schema.items?.enum ?? [];
    const answer = await tenant.send(operation, {
      query: values.length > 0 ? `?include=${values.join()}` : '',
    });
    expect([nameOf(operation), answer.status]).toEqual([nameOf(operation), 200]);
    for (const id of [other.owner.tenantId, other.owner.userId, ...Object.values(other.ids)]) {
      expect(answer.text).not.toContain(id);
    }
  }
});

type Shaped = Parameter & { schema: { pattern?: string; items?: { enum?: string[]; pattern?: string } } };

function namesAnId(parameter: Parameter): boolean {
  if (parameter.in !== 'query') return false;
  const { schema } = parameter as Shaped;
  return follow(CONTRACT, schema.items ?? schema).pattern?.startsWith('^[0-9a-f]{8}') === true;
}

function send(operation: Operation, address: string, body?: object): Promise<Answer> {
  return app.request(operation.method, address, {
    headers: { Authorization: authorizationOf(tenant.owner) },
    ...(operation.requestBody && { body: body ?? tenant.body(operation) }),
  });
}

function withoutId({ status, body }: Answer): unknown {
  return { status, errors: body.errors.map((error: object) => ({ ...error, id: '' })) };
}

function at(value: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], value);
}
