import { isId } from '../../src/system/ids.ts';
import { randomUUID } from 'node:crypto';
import { startApp, type Answer, type TestApp } from '../support/app.ts';
import { follow, type Operation, type Parameter } from '../support/contract-operations.ts';
import {
  API_OPERATIONS,
  authorizationOf,
  BODY_OPERATIONS,
  CONTRACT,
  seedTenant,
  nameOf,
  type SeededTenant,
} from '../support/seeded-tenant.ts';
import { sampleOf } from '../support/schema-sample.ts';
import { dumpTables } from '../support/table-dump.ts';

let app: TestApp;
let tenant: SeededTenant;
let other: SeededTenant;
let before: Record<string, string[]>;

beforeAll(async () => {
  app = await startApp();
  [tenant, other] = [await seedTenant(app, 'One'), await seedTenant(app, 'Other')];
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
  for (const operation of API_OPERATIONS) {
    const segments = operation.path.split('/');
    const theirs = other.address(operation).split('/');
    const parameters = segments.filter((segment) => /^\{(?:id|connection|secret|scope)\}$/.test(segment));
    // One ID at a time, with the tenant's own IDs in the rest of the path; then all together.
    const choices = parameters.map((parameter) => [parameter]);
    if (parameters.length > 1) choices.push(parameters);
    for (const replaced of choices) {
      const sendWith = (idAt: (index: number) => string) => {
        const path = segments.map((segment, index) => (replaced.includes(segment) ? idAt(index) : segment));
        return send(operation, tenant.address({ ...operation, path: path.join('/') }));
      };
      const foreign = await sendWith((index) => theirs[index]!);
      const missing = await sendWith(() => randomUUID());
      expect([nameOf(operation), ...replaced, foreign.status]).toEqual([nameOf(operation), ...replaced, 404]);
      expect(withoutId(foreign)).toEqual(withoutId(missing));
    }
  }
});

/** What an ID in a sample document begins with; the type of its resource follows. */
const REFERENCE = 'the ID of a ';

/** The places in a sample document that contain the ID of another resource of the tenant, and its type. */
function referencesIn(value: unknown, pointer = ''): [pointer: string, type: string][] {
  if (typeof value === 'string')
    return value.startsWith(REFERENCE) ? [[pointer, value.slice(REFERENCE.length)]] : [];
  return Object.entries((value ?? {}) as object)
    .flatMap(([key, child]) => referencesIn(child, `${pointer}/${key}`))
    .filter(([, type]) => type !== 'provider' && type !== 'sender');
}

const references = BODY_OPERATIONS.flatMap((operation) => {
  const schema = Object.values(operation.requestBody!.content)[0]!.schema!;
  const sample = sampleOf(CONTRACT, schema, (type) => REFERENCE + type);
  return referencesIn(sample).map((reference) => [nameOf(operation), ...reference, operation] as const);
});

test.each(references)(
  '%s treats another tenant’s ID at %s like one that does not exist, with a pointer to it',
  async (_name, pointer, type, operation) => {
    const sendWith = (id: string) =>
      send(
        operation,
        tenant.address(operation),
        withReference(tenant.body(operation), pointer, { type, id }),
      );
    const foreign = await sendWith(other.ids[`${type}s`]!);
    expect(foreign.status).toBe(404);
    const { errors } = foreign.body as { errors: { source: object }[] };
    expect(errors.map(({ source }) => source)).toEqual([{ pointer }]);
    expect(withoutId(foreign)).toEqual(withoutId(await sendWith(randomUUID())));
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

/** Changes the ID at a pointer; a relationship that the document does not have is added. */
function withReference(body: object, pointer: string, { type, id }: { type: string; id: string }): object {
  const keys = pointer.split('/').slice(1);
  const last = keys.pop()!;
  let node = body as Record<string, unknown>;
  for (const key of keys) node = (node[key] ??= {}) as Record<string, unknown>;
  if (last === 'id') node['type'] = type;
  node[last] = id;
  return body;
}
