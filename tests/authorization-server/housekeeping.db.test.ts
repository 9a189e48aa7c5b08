import { randomUUID } from 'node:crypto';
import { deleteExpiredGrants } from '../../src/authorization-server/index.ts';
import { platformDb } from '../../src/db/index.ts';
import { deleteExpiredSessions } from '../../src/sign-in/index.ts';
import { startApp, type Caller, type TestApp } from '../support/app.ts';
import { tablesOf } from '../support/direct-database.ts';
import {
  codeFor,
  givePassword,
  introspect,
  redeem,
  refresh,
  registerApp,
  sendForm,
} from '../support/oauth.ts';

const DAY = 86_400_000;
const TABLES = ['authorization_codes', 'access_tokens', 'refresh_tokens', 'token_grants', 'pushed_requests'];

let app: TestApp;
let owner: Caller;
beforeAll(async () => {
  app = await startApp();
  owner = await app.tenant();
  await givePassword(app, owner);
});
afterAll(() => app.close());

async function counts(): Promise<Record<string, number>> {
  const all = TABLES.map(async (table) => {
    const [row] = await tablesOf(app)(table).count({ n: '*' });
    return [table, Number(row!['n'])] as const;
  });
  return Object.fromEntries(await Promise.all(all));
}

test('expired rows are deleted, active ones stay, and an expired code stays for a while', async () => {
  const client = await registerApp(owner, { scopes: ['read.flows', 'offline_access'] });
  const { access_token, refresh_token } = (await redeem(app, client, await codeFor(app, owner, client))).body;
  await sendForm(app, '/oauth2/par', { client_id: client.client_id, response_type: 'code' }, client.basic);
  const before = await counts();
  expect(Object.values(before).every((count) => count > 0)).toBe(true);
  const db = platformDb(app.platform.services.database);
  while (await deleteExpiredGrants(db, Date.now(), 10));
  expect(await counts()).toEqual(before);
  expect((await introspect(app, client, access_token)).active).toBe(true);
  // An hour and a half later the access token has expired, but not its grant.
  while (await deleteExpiredGrants(db, Date.now() + 5_400_000, 10));
  expect(await counts()).toMatchObject({
    access_tokens: 0,
    pushed_requests: 0,
    authorization_codes: 1,
    token_grants: 1,
  });
  expect((await refresh(app, client, refresh_token)).status).toBe(200);
  while (await deleteExpiredGrants(db, Date.now() + 31 * DAY, 10));
  expect(Object.values(await counts())).toEqual([0, 0, 0, 0, 0]);
});

test('expired rows are deleted in batches, through the index on their expiration', async () => {
  const client = await registerApp(owner, { scopes: ['read.flows'] });
  const row = (index: number) => ({
    tenant_id: owner.tenantId,
    token_hash: `${index.toString(16).padStart(8, '0')}${randomUUID()}`.slice(0, 44),
    app_id: client.id,
    user_id: null,
    grant_id: null,
    scopes: 'read.flows',
    created_at: 0,
    expires_at: index % 2 === 0 ? 1 : Date.now() + DAY,
  });
  await tablesOf(app).batchInsert(
    'access_tokens',
    Array.from({ length: 4_000 }, (_, index) => row(index)),
    100,
  );
  const db = platformDb(app.platform.services.database);
  expect(await deleteExpiredGrants(db, Date.now(), 500)).toBe(true);
  expect((await counts())['access_tokens']).toBe(3_500);
  while (await deleteExpiredGrants(db, Date.now(), 500));
  expect((await counts())['access_tokens']).toBe(2_000);
  if (globalThis.TEST_DATABASE !== 'sqlite') return;
  const plan = await tablesOf(app).raw(
    `EXPLAIN QUERY PLAN DELETE FROM access_tokens WHERE (tenant_id, token_hash) IN
     (SELECT tenant_id, token_hash FROM access_tokens WHERE expires_at <= 1 LIMIT 500)`,
  );
  expect(JSON.stringify(plan)).not.toMatch(/SCAN access_tokens/);
});

test('expired sessions and password links are deleted too', async () => {
  const sql = tablesOf(app);
  await sql('sessions').delete();
  const rows = Array.from({ length: 5 }, (_, index) => ({
    token_hash: `hash ${index}`,
    user_id: owner.userId,
    expires_at: index < 3 ? 1 : Date.now() + DAY,
  }));
  await sql('sessions').insert(rows.map((row) => ({ ...row, created_at: 0 })));
  await sql('password_links').insert(rows);
  while (await deleteExpiredSessions(platformDb(app.platform.services.database), Date.now(), 2));
  for (const table of ['sessions', 'password_links']) expect(await sql(table)).toHaveLength(2);
});
