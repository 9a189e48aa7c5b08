import { document } from '../../support/app.ts';
import { tokenOf } from '../../support/credentials.ts';
import { tablesOf } from '../../support/direct-database.ts';
import { tokens } from '../../support/stage.ts';
import { makeDevice, pending, refusal, setDeviceStage, SLOW } from './device-stage.ts';

const stage = setDeviceStage();
const MINUTE = 60_000;

describe('the codes are secret', () => {
  test('the user code is only in the response that created the connection', async () => {
    const begun = await stage.begin(await stage.device(SLOW, pending));
    const attributes = await stage.read(begun);
    for (const name of ['user_code', 'verification_uri', 'verification_uri_complete', 'interval'])
      expect(attributes).not.toHaveProperty(name);
  });

  test('a retry with the same Idempotency-Key gets the same connection without the code', async () => {
    const id = await makeDevice(stage.owner, await stage.device(SLOW, pending));
    const post = () =>
      stage.owner.post(`credentials/${id}/connections`, document('connection'), {
        headers: { 'Idempotency-Key': `start-${id}` },
      });
    const [first, second] = [await post(), await post()];
    expect(second.body.data.id).toBe(first.body.data.id);
    expect(second.body.data.attributes).not.toHaveProperty('user_code');
    expect(second.body.meta.omitted).toEqual([
      'user_code',
      'verification_uri',
      'verification_uri_complete',
      'interval',
    ]);
    const keys = JSON.stringify(await tablesOf(stage.app)('idempotency_keys'));
    expect(keys).not.toContain(SLOW.user_code);
  });

  test('neither is logged or stored as it is', async () => {
    const at = await stage.device(SLOW, pending, refusal('access_denied'));
    const begun = await stage.begin(at);
    expect((await stage.row(begun)).device_code).toMatch(/^ey/);
    await stage.later(begun, MINUTE);
    await stage.later(begun, MINUTE);
    for (const table of ['credentials', 'connections', 'connection_attempts', 'audit_events'])
      expect(JSON.stringify(await tablesOf(stage.app)(table))).not.toMatch(/c4nary|WDJB/);
    expect(stage.app.logged()).not.toMatch(/c4nary|WDJB/);
  });
});

describe('what the provider sends is checked:', () => {
  test.each<[string, object, string]>([
    ['no device code', { device_code: undefined }, 'device_code'],
    ['a device code that is an object', { device_code: { a: 1 } }, 'device_code'],
    ['an endless device code', { device_code: 'a'.repeat(8_193) }, 'device_code'],
    ['an endless user code', { user_code: 'A'.repeat(65) }, 'user_code'],
    ['a user code with markup', { user_code: '<b>A</b>\n' }, 'user_code'],
    ['a user code with a direction override', { user_code: 'AB\u202eCD' }, 'user_code'],
    ['a blank user code', { user_code: ' ' }, 'user_code'],
    ['a script as verification URI', { verification_uri: 'javascript:alert(1)' }, 'verification_uri'],
    ['a verification URI without TLS', { verification_uri: 'http://provider.example/' }, 'verification_uri'],
    ['a verification URI with a user', { verification_uri: 'https://a@b.example/' }, 'verification_uri'],
    ['a local verification URI', { verification_uri: 'https://10.0.0.1/' }, 'verification_uri'],
  ])('%s', async (_, change, member) => {
    const id = await makeDevice(stage.owner, await stage.device({ ...SLOW, ...change }, pending));
    const { status, body } = await stage.start(id);
    expect([status, body.errors[0].meta.reason_code]).toEqual([503, 'answer_unusable']);
    expect(body.errors[0].detail).toContain(member);
    expect(await stage.attributesOf(id)).toMatchObject({ state: 'error' });
  });

  test.each([
    [
      { interval: 0.001, expires_in: 1e12 },
      { interval: 1, lifetime: 1_800_000 },
    ],
    [
      { interval: -5, expires_in: 'soon' },
      { interval: 5, lifetime: 900_000 },
    ],
    [
      { interval: 1e9, expires_in: '600' },
      { interval: 60, lifetime: 600_000 },
    ],
    [
      { interval: undefined, expires_in: 1.5 },
      { interval: 5, lifetime: 1_500 },
    ],
  ])('the times %p become %p', async (given, { interval, lifetime }) => {
    const { attributes } = await stage.begin(await stage.device({ ...SLOW, ...given }, pending));
    expect(attributes['interval']).toBe(interval);
    const { expires_at, created_at } = attributes as Record<string, string>;
    expect(Date.parse(expires_at!) - Date.parse(created_at!)).toBe(lifetime);
  });

  test('a link with the code that cannot be shown is left out', async () => {
    const codes = { ...SLOW, verification_uri_complete: 'data:text/html,a' };
    const { attributes } = await stage.begin(await stage.device(codes, pending));
    expect(attributes).not.toHaveProperty('verification_uri_complete');
  });

  test("Google's name for the verification URI is understood", async () => {
    const { verification_uri: verification_url, ...others } = SLOW;
    const { attributes } = await stage.begin(await stage.device({ ...others, verification_url }, pending));
    expect(attributes['verification_uri']).toBe(verification_url);
  });

  test('a refusal is returned with its reason', async () => {
    const id = await makeDevice(stage.owner, await stage.device(refusal('unauthorized_client'), pending));
    const { status, body } = await stage.start(id);
    expect(status).toBe(422);
    expect(body.errors[0]).toMatchObject({
      code: 'connection_failed',
      meta: { error: 'unauthorized_client', reason_code: 'grant_type_refused' },
    });
  });
});

describe('the client secret is only sent', () => {
  test('to a device authorization URL that it was entered for', async () => {
    const at = await stage.device(SLOW, pending);
    const id = await makeDevice(stage.owner, at);
    const move = (more: object) =>
      stage.owner.patch(`credentials/${id}`, {
        data: {
          type: 'credential',
          id,
          attributes: { device_authorization_url: `${at.url}/elsewhere`, ...more },
        },
      });
    const { status, body } = await move({});
    expect(status).toBe(422);
    expect(body.errors[0].source.pointer).toBe('/data/attributes/device_authorization_url');
    expect((await move({ client_secret: 's3cret' })).status).toBe(200);
  });

  test('changing it keeps the tokens, which are not sent there', async () => {
    const at = await stage.device(SLOW, tokens(1));
    const begun = await stage.begin(at);
    await stage.later(begun, MINUTE);
    const attributes = { device_authorization_url: `${at.url}/elsewhere`, client_secret: 's3cret' };
    await stage.owner.patch(`credentials/${begun.credential}`, {
      data: { type: 'credential', id: begun.credential, attributes },
    });
    expect((await tokenOf(stage.owner, begun.credential)).status).toBe(200);
  });

  test("not to a catalog provider's endpoint if the credential has its own token URL", async () => {
    const at = await stage.device(SLOW, pending);
    const attributes = {
      name: 'a',
      grant_type: 'device_code',
      client_id: 'acme',
      client_secret: 's3cret',
      token_url: `${at.url}/token`,
    };
    const provider = { provider: { type: 'provider', id: 'github' } };
    const { body } = await stage.owner.post('credentials', document('credential', attributes, provider));
    const started = await stage.start(body.data.id);
    expect(started.status).toBe(409);
    expect(started.body.errors[0].meta.missing).toEqual(['device_authorization_url']);
  });
});
