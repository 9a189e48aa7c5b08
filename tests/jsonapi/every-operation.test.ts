import { randomUUID } from 'node:crypto';
import { CHALLENGES, startApp, type Answer, type TestApp } from '../support/app.ts';
import type { Operation } from '../support/contract-operations.ts';
import {
  API_OPERATIONS,
  authorizationOf,
  BODY_OPERATIONS,
  seedTenant,
  nameOf,
  outcomeOf,
  type SeededTenant,
} from '../support/seeded-tenant.ts';

const ELSEWHERE = '019395c8-5e6a-7c3e-9b1f-6a0f5c1d2e3f';
const IN_A_TENANT = API_OPERATIONS.filter(({ path }) => path.startsWith('/v2/tenants/{tenant}'));
/** Needs no permission, but the users themselves: 403 for an app that acts for a user. */
const IN_PERSON = 'PATCH /v2/me';
const PATCHES = BODY_OPERATIONS.filter(({ method }) => method !== 'post');
const POSTS = BODY_OPERATIONS.filter(({ method }) => method === 'post');

let app: TestApp;
let tenant: SeededTenant;
beforeAll(async () => {
  app = await startApp();
  tenant = await seedTenant(app);
});
afterAll(() => app.close());

/** Sends a request for each operation and compares the outcomes; a failure lists the operations that differ. */
async function expectOutcome(
  operations: Operation[],
  send: (operation: Operation) => Promise<Answer>,
  outcome: string,
): Promise<void> {
  expect(operations.length).toBeGreaterThan(0);
  const outcomes: Record<string, string> = {};
  for (const operation of operations) outcomes[nameOf(operation)] = outcomeOf(await send(operation));
  expect(outcomes).toEqual(Object.fromEntries(operations.map((operation) => [nameOf(operation), outcome])));
}

/** Sends the operation's usual document with one change. */
const sendChanged =
  (change: (data: Record<string, unknown>) => void) =>
  (operation: Operation): Promise<Answer> => {
    const body = tenant.body(operation);
    change(body.data);
    return tenant.send(operation, { body });
  };

const sendPlain = (operation: Operation, options: Parameters<SeededTenant['send']>[1] = {}) =>
  tenant.send(operation, {
    ...(operation.requestBody !== undefined && { body: tenant.body(operation) }),
    ...options,
  });

describe('every operation', () => {
  test('requires authentication', async () => {
    const send = async (operation: Operation) => {
      const answer = await app.request(operation.method, tenant.address(operation));
      expect(answer.headers['www-authenticate']).toBe(CHALLENGES);
      return answer;
    };
    await expectOutcome(API_OPERATIONS, send, '401 unauthenticated');
  });

  test('names the missing permission, unless it needs none', async () => {
    const { body } = await tenant.owner.post('roles', {
      data: { type: 'role', attributes: { name: 'nobody', permissions: [] } },
    });
    const nobody = await app.member(tenant.owner, 'nobody');
    expect(body.data.attributes.permissions).toEqual([]);
    const headers = { Authorization: authorizationOf(nobody) };
    const guarded = API_OPERATIONS.filter(
      (operation) => operation.responses['403'] !== undefined && nameOf(operation) !== IN_PERSON,
    );
    const send = async (operation: Operation) => {
      const answer = await sendPlain(operation, { headers });
      expect(answer.body.errors[0].meta.permission).toMatch(/^tenants\.[a-z_]+\.[a-z_]+$/);
      expect(answer.body.errors[0].detail).toContain(answer.body.errors[0].meta.permission);
      return answer;
    };
    await expectOutcome(guarded, send, '403 permission_missing');
    const open = API_OPERATIONS.filter((operation) => !guarded.includes(operation));
    expect(open.map(nameOf).sort()).toEqual([
      'GET /v2/me',
      'GET /v2/permissions',
      'GET /v2/providers',
      'GET /v2/providers/{provider}',
      'GET /v2/senders',
      'GET /v2/senders/{sender}',
      IN_PERSON,
    ]);
  });

  test("treats another tenant's path like one that does not exist", async () => {
    const other = await seedTenant(app);
    const texts = new Set<string>();
    const sendTo = (tenantId: string) => async (operation: Operation) => {
      const address = other.address(operation).replace(other.owner.tenantId, tenantId);
      const answer = await app.request(operation.method, address, {
        headers: { Authorization: authorizationOf(tenant.owner), 'Idempotency-Key': 'abroad' },
        ...(operation.requestBody !== undefined && { body: other.body(operation) }),
      });
      texts.add(answer.text.replace(answer.headers['x-request-id'] ?? '', ''));
      return answer;
    };
    await expectOutcome(IN_A_TENANT, sendTo(other.owner.tenantId), '404 not_found');
    await expectOutcome(IN_A_TENANT, sendTo(ELSEWHERE), '404 not_found');
    expect(texts.size).toBe(1);
  });

  test.each([
    ['an unused ID', ELSEWHERE],
    ['an invalid ID', 'seven'],
    ['an ID in upper case', ELSEWHERE.toUpperCase()],
  ])('responds to %s anywhere in its path with 404', async (_what, id) => {
    const others: Record<string, string> = {};
    for (const operation of API_OPERATIONS) {
      // The rest of the path is that of existing resources.
      for (const [parameter] of operation.path.matchAll(/\{\w+\}/g)) {
        const path = operation.path.replace(parameter, id);
        expect(tenant.address({ ...operation, path })).not.toMatch(/[{}]/);
        const outcome = outcomeOf(await sendPlain({ ...operation, path }));
        if (!/^404 (component_)?not_found$/.test(outcome)) others[`${operation.method} ${path}`] = outcome;
      }
    }
    expect(others).toEqual({});
  });

  test('responds only to clients that accept JSON:API', async () => {
    const send = (operation: Operation) => sendPlain(operation, { headers: { Accept: 'text/html' } });
    await expectOutcome(API_OPERATIONS, send, '406 not_acceptable Accept');
  });

  test('rejects undocumented query parameters', async () => {
    const send = (operation: Operation) => sendPlain(operation, { query: '?nonsense=1' });
    await expectOutcome(API_OPERATIONS, send, '400 invalid_parameter nonsense');
  });

  test('rejects filters, search, sort, include and pages unless they are documented', async () => {
    for (const [parameter, value] of Object.entries({
      'filter[search]': 'x',
      'filter[id]': ELSEWHERE,
      sort: 'created_at',
      include: 'role',
      'page[size]': '1',
    })) {
      const others = API_OPERATIONS.filter(
        (operation) => !operation.parameters.some(({ name }) => name === parameter),
      );
      const send = (operation: Operation) => sendPlain(operation, { query: `?${parameter}=${value}` });
      await expectOutcome(others, send, `400 invalid_parameter ${parameter}`);
    }
  });
});

describe('every request document', () => {
  test('must be JSON', async () => {
    const send = (operation: Operation) => tenant.send(operation, { body: '{"data":' });
    await expectOutcome(BODY_OPERATIONS, send, '400 malformed_json');
  });

  test('must not be missing', async () => {
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const send = (operation: Operation) => tenant.send(operation, { headers, body: '' });
    await expectOutcome(BODY_OPERATIONS, send, '400 malformed_json');
  });

  test('must have the content type of JSON:API or JSON', async () => {
    for (const type of ['application/x-www-form-urlencoded', 'application/vnd.api+json; charset=utf-8']) {
      const headers = { 'Content-Type': type };
      const send = (operation: Operation) =>
        tenant.send(operation, { headers, body: tenant.body(operation) });
      await expectOutcome(BODY_OPERATIONS, send, '415 unsupported_media_type Content-Type');
    }
  });

  test('must not exceed 2 MiB, or 4 MiB and 64 KiB if it contains a component.json', async () => {
    const takesFile = ({ path }: Operation) => /\/components(\/\{id\})?$|migrations$/.test(path);
    const limitOf = (operation: Operation) => (takesFile(operation) ? 4_259_840 : 2_097_152);
    await expectOutcome(
      BODY_OPERATIONS,
      (operation) => tenant.send(operation, { body: Buffer.alloc(limitOf(operation) + 1, 0x20) }),
      '413 payload_too_large',
    );
    await expectOutcome(
      BODY_OPERATIONS,
      (operation) => tenant.send(operation, { body: Buffer.alloc(limitOf(operation), 0x20) }),
      '400 malformed_json',
    );
  });

  test('must have the type of its endpoint', async () => {
    const send = sendChanged((data) => (data['type'] = 'nonsense'));
    await expectOutcome(BODY_OPERATIONS, send, '409 type_mismatch /data/type');
  });

  test('must not have a different ID from its path', async () => {
    const send = sendChanged((data) => (data['id'] = randomUUID()));
    await expectOutcome(PATCHES, send, '409 id_mismatch /data/id');
    const generated = POSTS.filter(({ path }) => !/\/(providers|senders)$/.test(path));
    await expectOutcome(generated, send, '403 client_generated_id /data/id');
  });

  test('must not have members that its type does not define', async () => {
    const attribute = sendChanged(
      (data) => (data['attributes'] = { ...(data['attributes'] as object), no: 1 }),
    );
    await expectOutcome(BODY_OPERATIONS, attribute, '422 validation_failed /data/attributes/no');
    for (const operation of BODY_OPERATIONS) {
      const relationship = sendChanged(
        (data) => (data['relationships'] = { ...(data['relationships'] as object), no: { data: null } }),
      );
      // A type without relationships that can be set rejects the whole object.
      expect([nameOf(operation), outcomeOf(await relationship(operation))]).toEqual([
        nameOf(operation),
        expect.stringMatching(/^422 validation_failed \/data\/relationships/),
      ]);
    }
  });
});

test('every operation that changes a resource supports If-Match', async () => {
  const conditional = API_OPERATIONS.filter(({ responses }) => responses['412'] !== undefined);
  const changing = API_OPERATIONS.filter(({ method }) => ['patch', 'put', 'delete'].includes(method));
  expect(conditional.map(nameOf)).toEqual(changing.map(nameOf));
  const stale = (operation: Operation) => sendPlain(operation, { headers: { 'If-Match': '"999"' } });
  await expectOutcome(conditional, stale, '412 precondition_failed If-Match');
  const malformed = (operation: Operation) => sendPlain(operation, { headers: { 'If-Match': '999' } });
  await expectOutcome(conditional, malformed, '400 invalid_header If-Match');
});
