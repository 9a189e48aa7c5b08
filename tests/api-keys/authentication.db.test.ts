import { rawDb } from '../../src/db/raw.ts';
import { statementsOf } from '../../src/db/reads.ts';
import { CHALLENGES, document, startApp, type Answer, type Caller, type TestApp } from '../support/app.ts';
import { mistyped } from '../support/mistyped.ts';
import { basic } from '../support/people.ts';

let app: TestApp;
let owner: Caller;
beforeAll(async () => {
  app = await startApp();
  owner = await app.tenant();
});
afterAll(() => app.close());

const get = (options: { headers: Record<string, string> } | undefined) =>
  app.request('GET', '/v2/me', options);

function expect401({ status, headers, body }: Answer): void {
  expect(status).toBe(401);
  expect(headers['www-authenticate']).toBe(CHALLENGES);
  expect(headers['content-type']).toBe('application/vnd.api+json');
  expect(body.errors).toMatchObject([
    { status: '401', code: 'unauthenticated', id: headers['x-request-id'] },
  ]);
}

/** The queries that the work takes: the fewest of three runs, since background queries can add to one. */
async function queriesDuring(work: () => Promise<unknown>): Promise<number> {
  const counts = [await queriesMeanwhile(work), await queriesMeanwhile(work), await queriesMeanwhile(work)];
  return Math.min(...counts);
}

/** The queries of the server during the work, through Knex and through prepared reads. */
async function queriesMeanwhile(work: () => Promise<unknown>): Promise<number> {
  const { database } = app.platform.services;
  const knex = rawDb(database).sql;
  const statements = statementsOf(database.reads);
  const { lookUp } = statements;
  let queries = 0;
  const count = () => {
    queries += 1;
  };
  statements.lookUp = (...args) => {
    count();
    return lookUp.apply(statements, args) as never;
  };
  knex.on('query', count);
  try {
    await work();
  } finally {
    statements.lookUp = lookUp;
    knex.off('query', count);
  }
  return queries;
}

test('the email address, in any case, and the key are the credentials', async () => {
  for (const email of [owner.email, owner.email.toUpperCase(), ` ${owner.email} `]) {
    expect((await get(basic(`${email}:${owner.apiKey}`))).body.data.id).toBe(owner.userId);
  }
  const { Authorization } = basic(`${owner.email}:${owner.apiKey}`).headers;
  expect((await get({ headers: { Authorization: Authorization.replace('Basic', 'bAsIc') } })).status).toBe(
    200,
  );
});

test.each([
  ['no header', undefined],
  ['an empty header', ''],
  ['another scheme', 'Digest abc'],
  ['only a scheme', 'Basic'],
  ['invalid base64', 'Basic !!!'],
])('%s is refused', async (_what, Authorization) => {
  expect401(await get(Authorization === undefined ? undefined : { headers: { Authorization } }));
});

test.each([
  ['a key without an address', () => owner.apiKey],
  ['an empty address', () => `:${owner.apiKey}`],
  ['an address without a key', () => owner.email],
  ['an empty key', () => `${owner.email}:`],
  ['a key with a suffix', () => `${owner.email}:${owner.apiKey}:junk`],
  ['a key with a trailing colon', () => `${owner.email}:${owner.apiKey}:`],
  ['a key with a trailing space', () => `${owner.email}:${owner.apiKey} `],
  ['a key with a trailing line break', () => `${owner.email}:${owner.apiKey}\n`],
  ['a key in upper case', () => `${owner.email}:${owner.apiKey.toUpperCase()}`],
  ['half a key', () => `${owner.email}:${owner.apiKey.slice(0, 30)}`],
  ['a mistyped key', () => `${owner.email}:${mistyped(owner.apiKey)}`],
  ['another address', () => `x${owner.email}:${owner.apiKey}`],
])('%s is refused', async (_what, credentials) => {
  expect401(await get(basic(credentials())));
});

test('a key of another user, in any tenant, does not work with this email address', async () => {
  const colleague = await app.member(owner, 'viewer');
  const stranger = await app.tenant();
  for (const { apiKey } of [colleague, stranger]) expect401(await get(basic(`${owner.email}:${apiKey}`)));
});

test('every refusal reads the same, and does not reveal which part was wrong', async () => {
  const stranger = await app.tenant();
  const expired = await owner.post('api-keys', document('api-key'));
  await owner.delete(expired.headers['location']!);
  const texts = new Set<string>();
  for (const credentials of [
    `${owner.email}:${mistyped(owner.apiKey)}`,
    `${owner.email}:${stranger.apiKey}`,
    `nobody@acme.test:${owner.apiKey}`,
    `${owner.email}:${expired.body.data.attributes.api_key}`,
  ]) {
    const answer = await get(basic(credentials));
    expect401(answer);
    texts.add(answer.text.replace(answer.headers['x-request-id']!, ''));
  }
  expect(texts.size).toBe(1);
});

test('a malformed key causes no query, and a well-formed one causes one', async () => {
  const guesses = [
    '',
    'secret',
    mistyped(owner.apiKey),
    `vk_${'0'.repeat(49)}`,
    owner.apiKey.replace('vk_', 'vx_'),
  ];
  for (const guess of guesses) {
    expect(await queriesDuring(() => get(basic(`${owner.email}:${guess}`)))).toBe(0);
  }
  expect(await queriesDuring(() => get(undefined))).toBe(0);
  const revoked = await owner.post('api-keys', document('api-key'));
  await owner.delete(revoked.headers['location']!);
  const { api_key } = revoked.body.data.attributes;
  expect(await queriesDuring(() => get(basic(`${owner.email}:${api_key}`)))).toBe(1);
});

test('a key works until it is deleted, whatever was looked up in between', async () => {
  // Sealing a response looks up the tenant's data key: another prepared read on the same connection.
  const sealed = { headers: { 'Idempotency-Key': 'looked-up' } };
  await owner.post('roles', document('role', { name: 'sealed', permissions: [] }), sealed);
  for (let round = 0; round < 3; round += 1) {
    const made = await owner.post('api-keys', document('api-key'));
    const credentials = basic(`${owner.email}:${made.body.data.attributes.api_key}`);
    expect((await get(credentials)).status).toBe(200);
    await owner.delete(made.headers['location']!);
    expect401(await get(credentials));
  }
});

test('an inactive user cannot authenticate with any of their keys', async () => {
  const member = await app.member(owner, 'viewer');
  const second = await owner.post(
    'api-keys',
    document('api-key', {}, { user: { type: 'user', id: member.userId } }),
  );
  await owner.patch(`users/${member.userId}`, document('user', { active: false }));
  expect401(await get(basic(`${member.email}:${member.apiKey}`)));
  expect401(await get(basic(`${member.email}:${second.body.data.attributes.api_key}`)));
});

test('a key works in one tenant; any other gets the same 404 as one that does not exist', async () => {
  const other = await app.tenant();
  const answers = [
    await owner.get(`/v2/tenants/${other.tenantId}/users`),
    await owner.get('/v2/tenants/019395c8-5e6a-7c3e-9b1f-6a0f5c1d2e3f/users'),
    await owner.get('/v2/tenants/acme/users'),
  ];
  const texts = answers.map(({ text, headers }) => text.replace(headers['x-request-id']!, ''));
  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
  expect(new Set(texts).size).toBe(1);
});

test('simultaneous requests each authenticate as their own user', async () => {
  const callers = [
    owner,
    await app.member(owner, 'viewer'),
    await app.member(owner, 'runtime'),
    await app.tenant(),
  ];
  const wrong = basic(`${owner.email}:${callers[3]!.apiKey}`);
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => [...callers.map((caller) => caller.get('/v2/me')), get(wrong)]).flat(),
  );
  const expected = [...callers.map(({ userId }) => userId), undefined];
  expect(answers.map(({ body }) => body.data?.id)).toEqual(Array.from({ length: 10 }, () => expected).flat());
});
