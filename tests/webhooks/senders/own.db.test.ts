import { createHmac } from 'node:crypto';
import { document, startApp, type Answer, type Caller, type TestApp } from '../../support/app.ts';
import { eventsKept, makeWebhook } from '../../support/webhooks.ts';

let app: TestApp;
let owner: Caller;
beforeAll(async () => {
  app = await startApp();
  owner = await app.tenant();
});
afterAll(() => app.close());

const BODY = '{"event":"order.created","id":"17"}';
const signatureOf = (body: string, secret: string) => createHmac('sha256', secret).update(body).digest('hex');
const SAMPLE = {
  type: 'order.created',
  method: 'POST',
  headers: { 'Content-Type': 'application/json', 'Acme-Signature': signatureOf(BODY, 'sample') },
  body: BODY,
  secret: 'sample',
};
const SERVICES = {
  webhook_event_verification: {
    type: 'hmac',
    header: 'Acme-Signature',
    algorithm: 'sha256',
    encoding: 'hex',
    signed: '{body}',
  },
  webhook_parser: { type: 'jsonata', format: 'json', expression: '{"type": body.event, "id": body.id}' },
};
const SHOP = {
  name: 'Acme Shop',
  secret_description: 'The signing secret of the shop.',
  config_services: SERVICES,
  samples: [SAMPLE],
};

const define = (by: Caller, id: string, attributes: object = SHOP) =>
  by.post('senders', { data: { type: 'sender', id, attributes } });
const change = (by: Caller, id: string, attributes: object) =>
  by.patch(`senders/${id}`, document('sender', attributes));

const outcome = ({ status, body }: Answer) =>
  status < 400
    ? String(status)
    : `${status} ${body.errors[0].code} ${body.errors[0].source?.pointer ?? ''}`.trim();

test('a tenant defines a preset, and a webhook from it accepts what the sender sends', async () => {
  const defined = await define(owner, 'acme-shop');
  expect(defined.status).toBe(201);
  expect(defined.body.data).toMatchObject({
    id: 'acme-shop',
    attributes: { ...SHOP, authentication: 'signature', built_in: false, created_at: expect.any(String) },
    links: { self: `/v2/tenants/${owner.tenantId}/senders/acme-shop` },
  });
  const { attributes } = (await owner.get('senders/acme-shop')).body.data;
  const { authentication, config_services } = attributes;
  const copied = { authentication, config_services, secret: 'ours' };
  const webhook = await makeWebhook(owner, 'https://target.example/', copied);
  const headers = { ...SAMPLE.headers, 'Acme-Signature': signatureOf(BODY, 'ours') };
  expect((await app.request('POST', webhook.path, { headers, body: BODY })).status).toBe(202);
  expect(await eventsKept(app, webhook)).toBe(1);
});

describe('a preset with the ID of a built-in one', () => {
  test('replaces it for this tenant only, until it is deleted', async () => {
    const [one, other] = [await app.tenant(), await app.tenant()];
    const shown = async (by: Caller) => (await by.get('senders/github')).body.data.attributes;
    expect(await shown(one)).toMatchObject({ name: 'GitHub', built_in: true, created_at: null });
    await define(one, 'github', { ...SHOP, name: 'Our GitHub' });
    expect(await shown(one)).toMatchObject({ name: 'Our GitHub', built_in: false });
    expect(await shown(other)).toMatchObject({ name: 'GitHub', built_in: true });
    const listed = async (by: Caller) =>
      (await by.get('senders?filter[search]=github')).body.data.map(({ attributes }: Answer['body']) => [
        attributes.name,
      ]);
    expect(await listed(one)).toEqual([['Our GitHub']]);
    expect(await listed(other)).toEqual([['GitHub']]);
    expect((await one.get('/v2/senders/github')).body.data.attributes.name).toBe('GitHub');
    expect((await one.delete('senders/github')).status).toBe(204);
    expect(await shown(one)).toMatchObject({ name: 'GitHub', built_in: true });
  });

  test.each(['patch', 'delete'] as const)('says what to do instead of %s', async (method) => {
    const answer =
      method === 'patch' ? await change(owner, 'slack', { name: 'S' }) : await owner.delete('senders/slack');
    expect(outcome(answer)).toBe('409 sender_built_in');
    expect(answer.body.errors[0].detail).toContain('define a preset with the same ID');
  });
});

describe('the list', () => {
  test('has the own presets first, and filter[built_in] selects', async () => {
    const by = await app.tenant();
    await define(by, 'zebra', { ...SHOP, name: 'Ärzte' });
    const idsIn = async (query: string) =>
      (await by.get(`senders?page[size]=200${query}`)).body.data.map(({ id }: { id: string }) => id);
    const all = await idsIn('');
    expect(all.slice(0, 2)).toEqual(['zebra', 'adyen']);
    expect(await idsIn('&filter[built_in]=false')).toEqual(['zebra']);
    expect(await idsIn('&filter[built_in]=true')).toEqual(all.slice(1));
    for (const text of ['ZEBRA', 'ÄRZTE'])
      expect([text, await idsIn(`&filter[search]=${encodeURIComponent(text)}`)]).toEqual([text, ['zebra']]);
    expect(await idsIn('&filter[search]=zebra%25')).toEqual([]);
  });
});

describe('changing a preset', () => {
  test('keeps what the request omits, and null removes an attribute', async () => {
    await define(owner, 'changing', { ...SHOP, notes: 'Old' });
    const { attributes } = (await change(owner, 'changing', { notes: null, name: 'New' })).body.data;
    expect(attributes).toMatchObject({ name: 'New', samples: [SAMPLE] });
    expect(attributes).not.toHaveProperty('notes');
    expect(outcome(await change(owner, 'changing', { config_services: null }))).toBe(
      '422 validation_failed /data/attributes/config_services',
    );
  });

  test('checks the samples that it keeps', async () => {
    await define(owner, 'kept');
    const services = { ...SERVICES, webhook_event_verification: { type: 'github' } };
    expect(outcome(await change(owner, 'kept', { config_services: services }))).toBe(
      '422 validation_failed /data/attributes/samples/0',
    );
  });

  test('respects If-Match', async () => {
    await define(owner, 'matched');
    const { headers } = await owner.get('senders/matched');
    await change(owner, 'matched', { name: 'Second' });
    const match = { headers: { 'If-Match': headers['etag']! } };
    expect((await owner.patch('senders/matched', document('sender', { name: 'Late' }), match)).status).toBe(
      412,
    );
    expect((await owner.delete('senders/matched', match)).status).toBe(412);
  });

  test('of several at the same time with the same If-Match, one succeeds', async () => {
    await define(owner, 'contested');
    const { headers } = await owner.get('senders/contested');
    const match = { headers: { 'If-Match': headers['etag']! } };
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        owner.patch('senders/contested', document('sender', { name: `Name ${n}` }), match),
      ),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array<number>(7).fill(412)]);
  });
});

test('samples are returned as they were sent, whatever their texts', async () => {
  const body = "\u202e é \u{1f469} \\'; DROP TABLE users; -- {{7*7}} $& __proto__";
  const headers = { 'Acme-Signature': signatureOf(body, 'sample') };
  const sample = { ...SAMPLE, type: body, headers, body };
  await define(owner, 'texts', { ...SHOP, samples: [sample] });
  expect((await owner.get('senders/texts')).body.data.attributes.samples).toEqual([sample]);
});

test('an ID is used once, and a tenant has at most 100 presets', async () => {
  const by = await app.tenant();
  for (let n = 0; n < 100; n += 1) expect((await define(by, `p-${n}`)).status).toBe(201);
  const refused = await define(by, 'one-more');
  expect(outcome(refused)).toBe('409 conflict');
  expect(refused.body.errors[0].detail).toContain('at most 100 sender presets');
  await by.delete('senders/p-0');
  expect(outcome(await define(by, 'p-1'))).toBe('409 already_exists /data/id');
});

test('another tenant can neither see, change nor delete it', async () => {
  const other = await app.tenant();
  await define(owner, 'private');
  expect(outcome(await other.get('senders/private'))).toBe('404 not_found');
  expect(outcome(await change(other, 'private', { name: 'X' }))).toBe('404 not_found');
  expect(outcome(await other.delete('senders/private'))).toBe('404 not_found');
  expect((await other.get('senders?filter[built_in]=false')).body.data).toEqual([]);
});

test('the log records who defined, changed and deleted a preset, without its samples', async () => {
  const by = await app.tenant();
  await define(by, 'logged');
  await change(by, 'logged', { name: 'Renamed' });
  await by.delete('senders/logged');
  const actions = 'senders.create,senders.update,senders.delete';
  const { body } = await by.get(`audit-events?filter[action]=${actions}`);
  expect(body.data.map(({ attributes }: Answer['body']) => [attributes.action, attributes.details])).toEqual([
    ['senders.delete', { sender: 'logged' }],
    ['senders.update', { sender: 'logged', name: 'Renamed' }],
    ['senders.create', { sender: 'logged', name: 'Acme Shop' }],
  ]);
});

test('a developer sees presets but cannot define any, as with webhooks', async () => {
  const developer = await app.member(owner, 'developer');
  await define(owner, 'seen');
  expect((await developer.get('senders/seen')).status).toBe(200);
  expect(outcome(await define(developer, 'mine'))).toBe('403 permission_missing');
  expect(outcome(await change(developer, 'seen', { name: 'X' }))).toBe('403 permission_missing');
  expect(outcome(await developer.delete('senders/seen'))).toBe('403 permission_missing');
});
