import { startApp, type Caller, type TestApp } from '../support/app.ts';
import { tablesOf } from '../support/direct-database.ts';
import { FROM_GITHUB, makeWebhook } from '../support/webhooks.ts';

let app: TestApp;
let owner: Caller;
beforeAll(async () => {
  app = await startApp();
  owner = await app.tenant();
});
afterAll(() => app.close());

const idsIn = async (by: Caller, query = ''): Promise<string[]> => {
  const { status, body } = await by.get(`webhooks${query}`);
  if (status !== 200) throw new Error(JSON.stringify(body));
  return (body.data as { id: string }[]).map(({ id }) => id).sort();
};

test('a tenant lists its own webhooks, optionally filtered by flow', async () => {
  const one = await makeWebhook(owner, 'https://third.example', FROM_GITHUB);
  const two = await makeWebhook(owner, 'https://third.example', FROM_GITHUB);
  expect(await idsIn(owner)).toEqual([one.id, two.id].sort());
  expect(await idsIn(owner, `?filter[flow]=${two.flow}`)).toEqual([two.id]);
  expect(await idsIn(await app.tenant())).toEqual([]);
});

test('reading webhooks shows no secrets', async () => {
  const { id, signingSecret } = await makeWebhook(owner, 'https://third.example', FROM_GITHUB);
  for (const { text } of [await owner.get('webhooks'), await owner.get(`webhooks/${id}`)])
    for (const secret of [FROM_GITHUB.secret, signingSecret, signingSecret.replace('whsec_', '')])
      expect(text).not.toContain(secret);
});

test('filter[failing] lists the webhooks whose deliveries fail, or the others', async () => {
  const tenant = await app.tenant();
  const good = await makeWebhook(tenant, 'https://third.example', FROM_GITHUB);
  const bad = await makeWebhook(tenant, 'https://third.example', FROM_GITHUB);
  await tablesOf(app)('webhooks').where({ id: bad.id }).update({ failing_since: Date.now() });
  expect(await idsIn(tenant, '?filter[failing]=true')).toEqual([bad.id]);
  expect(await idsIn(tenant, '?filter[failing]=false')).toEqual([good.id]);
});
