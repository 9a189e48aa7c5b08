import { document } from '../../support/app.ts';
import { startConnection } from '../../support/credentials.ts';
import { tokens } from '../../support/stage.ts';
import { until } from '../../support/until.ts';
import { CODES, makeDevice, pending, refusal, setDeviceStage, SLOW, type Begun } from './device-stage.ts';

const stage = setDeviceStage();
const MINUTE = 60_000;

const ended = async (begun: Begun) =>
  until(async () => {
    const attributes = await stage.read(begun);
    return attributes['state'] === 'pending' ? undefined : attributes;
  });
const auditOf = async ({ credential }: Begun) => {
  const { data } = (await stage.owner.get(`audit-events?filter[resource]=${credential}`)).body;
  return data
    .map(({ attributes }: { attributes: { action: string; details: { state?: string } } }) => attributes)
    .filter(({ action }: { action: string }) => action.startsWith('connections.'))
    .map(({ action, details }: { action: string; details: { state?: string } }) => [action, details.state])
    .reverse();
};

describe('an account is connected in the background', () => {
  test('once the user has entered the code', async () => {
    const at = await stage.device(CODES, pending, pending, tokens(1));
    const begun = await stage.begin(at, { authorization_params: { audience: 'an-api' } });
    const { expires_at, created_at } = begun.attributes;
    expect(begun.attributes).toMatchObject({
      state: 'pending',
      user_code: 'WDJB-MJHT',
      verification_uri: 'https://provider.example/device',
      verification_uri_complete: 'https://provider.example/device?user_code=WDJB-MJHT',
      interval: 1,
    });
    expect(Date.parse(expires_at as string) - Date.parse(created_at as string)).toBe(900_000);
    expect(at.at('/device')).toMatchObject([{ fields: { scope: 'read write', audience: 'an-api' } }]);
    expect(at.at('/device')[0]!.headers.authorization).toMatch(/^Basic /);

    expect(await ended(begun)).toMatchObject({ state: 'connected', reason: null, reason_code: null });
    expect(at.at('/token')).toHaveLength(3);
    expect(at.at('/token')[0]!.fields).toEqual({
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      device_code: CODES.device_code,
    });
    expect((await stage.tokenAttributes(begun.credential))['access_token']).toBe('access-1');
    const { relationships } = (await stage.owner.get(`credentials/${begun.credential}`)).body.data;
    expect(relationships.connected_by.data.id).toBe(stage.owner.userId);
    expect(await auditOf(begun)).toEqual([
      ['connections.create', 'started'],
      ['connections.finish', 'connected'],
    ]);

    await stage.expire(begun.credential);
    expect((await stage.tokenAttributes(begun.credential))['access_token']).toBe('access-2');
    expect(at.at('/token').at(-1)!.fields).toMatchObject({ grant_type: 'refresh_token' });
  });

  test('with its user ID and its values, as after a code exchange', async () => {
    const at = await stage.device(SLOW, tokens(1, { sub: 'ann', realm: 'r-1' }));
    const begun = await stage.begin(at, {
      config_services: { user_id_mapper: { type: 'jsonata', expression: 'token.sub' } },
      provider_settings: { token_response: { values: { realm: '/realm' } } },
    });
    await stage.later(begun, MINUTE);
    expect(await stage.attributesOf(begun.credential)).toMatchObject({
      state: 'connected',
      external_user_id: 'ann',
      account: { realm: 'r-1' },
    });
  });

  test('unless a check fails: then its tokens are revoked', async () => {
    const at = await stage.device(SLOW, tokens(1, { refresh_token: undefined }));
    const begun = await stage.begin(at);
    await stage.later(begun, MINUTE);
    expect(await stage.read(begun)).toMatchObject({ state: 'failed', reason_code: 'refresh_token_missing' });
    expect(await stage.attributesOf(begun.credential)).toMatchObject({ state: 'error' });
    expect(at.at('/revoke')).toMatchObject([{ fields: { token: 'access-1' } }]);
  });

  test('with the endpoint that the issuer publishes', async () => {
    let issuer = '';
    const at = await stage.play({
      'GET /.well-known/openid-configuration': () => ({
        issuer,
        token_endpoint: `${issuer}/token`,
        device_authorization_endpoint: `${issuer}/device`,
      }),
    });
    issuer = at.url;
    const attributes = { name: 'a', grant_type: 'device_code', issuer };
    const { body } = await stage.owner.post('credentials', document('credential', attributes));
    expect(body.data.attributes.device_authorization_url).toBe(`${at.url}/device`);
  });
});

describe('the provider is polled', () => {
  test('no more often than every interval', async () => {
    const at = await stage.device(SLOW, pending);
    const begun = await stage.begin(at);
    await stage.later(begun, 30_000);
    expect(at.at('/token')).toHaveLength(0);
    await stage.later(begun, 30_000);
    expect(at.at('/token')).toHaveLength(1);
    await stage.later(begun, 30_000);
    expect(at.at('/token')).toHaveLength(1);
    await stage.later(begun, 30_000);
    expect(at.at('/token')).toHaveLength(2);
  });

  test.each([
    ['slow_down', refusal('slow_down')],
    ['slow_down with status 429', refusal('slow_down', 429)],
  ])('five seconds less often after each %s', async (_, answer) => {
    const at = await stage.device(SLOW, answer, answer, pending);
    const begun = await stage.begin(at);
    await stage.later(begun, MINUTE);
    await stage.later(begun, MINUTE + 5_000);
    expect(at.at('/token')).toHaveLength(2);
    await stage.later(begun, MINUTE);
    expect(at.at('/token')).toHaveLength(2);
    await stage.later(begun, 10_000);
    expect(at.at('/token')).toHaveLength(3);
    // The longer interval stays.
    expect((await stage.row(begun)).poll_interval).toBe(70_000);
    await stage.later(begun, MINUTE);
    expect(at.at('/token')).toHaveLength(3);
  });

  test('less and less often while it is unavailable, and connects when it is back', async () => {
    const at = await stage.device({ ...SLOW, interval: 30 }, refusal('', 503), refusal('', 502), tokens(1));
    const begun = await stage.begin(at);
    await stage.later(begun, 30_000);
    await stage.later(begun, 30_000);
    expect(at.at('/token')).toHaveLength(1);
    await stage.later(begun, 30_000);
    expect(at.at('/token')).toHaveLength(2);
    await stage.later(begun, 60_000);
    expect(at.at('/token')).toHaveLength(2);
    await stage.later(begun, 60_000);
    expect(await stage.read(begun)).toMatchObject({ state: 'connected' });
  });

  test('also if it cannot be reached at all', async () => {
    const at = await stage.device(SLOW, tokens(1));
    const begun = await stage.begin(at);
    await at.close();
    at.close = async () => undefined;
    await stage.later(begun, MINUTE);
    expect(await stage.read(begun)).toMatchObject({ state: 'pending' });
    expect(Number((await stage.row(begun)).interrupted)).toBe(0);
  });
});

describe('an attempt ends', () => {
  test.each([
    ['access_denied', 'access_denied'],
    ['authorization_declined', 'access_denied'],
    ['invalid_grant', 'login_refused'],
    ['unauthorized_client', 'grant_type_refused'],
    ['something_else', 'provider_refused'],
  ])('if the provider says %s', async (error, reason_code) => {
    const at = await stage.device(SLOW, refusal(error));
    const begun = await stage.begin(at);
    await stage.later(begun, MINUTE);
    expect(await stage.read(begun)).toMatchObject({ state: 'failed', reason_code });
    expect(await stage.attributesOf(begun.credential)).toMatchObject({
      state: 'error',
      state_reason_code: reason_code,
    });
    expect((await stage.row(begun)).device_code).toBeNull();
    await stage.change(begun, { next_poll_at: 0 });
    await stage.poll();
    expect(at.at('/token')).toHaveLength(1);
    expect((await auditOf(begun)).at(-1)).toEqual(['connections.finish', 'failed']);
  });

  const EXPIRED = { state: 'expired', reason_code: 'device_code_expired' };

  test('if the provider says that the code has expired', async () => {
    const begun = await stage.begin(await stage.device(SLOW, refusal('expired_token')));
    await stage.later(begun, MINUTE);
    expect(await stage.read(begun)).toMatchObject(EXPIRED);
    // Nobody came, so nothing is wrong with the credential.
    expect(await stage.attributesOf(begun.credential)).toMatchObject({ state: 'pending' });
  });

  test('when its code expires, without another request', async () => {
    const at = await stage.device(SLOW, tokens(1));
    const begun = await stage.begin(at);
    await stage.change(begun, { expires_at: Date.now() - 1 });
    expect(await stage.read(begun)).toMatchObject(EXPIRED);
    await stage.later(begun, MINUTE);
    expect(at.at('/token')).toHaveLength(0);
    expect(await stage.read(begun)).toMatchObject(EXPIRED);
    expect((await stage.row(begun)).device_code).toBeNull();
    expect((await auditOf(begun)).at(-1)).toEqual(['connections.finish', 'expired']);
  });

  test('when a newer attempt starts', async () => {
    const at = await stage.device(SLOW, tokens(1));
    const first = await stage.begin(at);
    const { body } = await stage.start(first.credential);
    const second = { ...first, id: body.data.id as string };
    expect(await stage.read(first)).toMatchObject({ state: 'failed', reason_code: 'attempt_canceled' });
    await stage.later(first, MINUTE);
    expect(at.at('/token')).toHaveLength(0);
    await stage.later(second, MINUTE);
    expect(await stage.read(second)).toMatchObject({ state: 'connected' });
  });

  test('but not when the provider refuses to start a newer one', async () => {
    let codes: object = SLOW;
    const at = await stage.play({ 'POST /device': () => codes, 'POST /token': () => tokens(1) });
    const first = await stage.begin(at);
    codes = refusal('invalid_scope');
    expect((await stage.start(first.credential)).status).toBe(422);
    await stage.later(first, MINUTE);
    expect(await stage.read(first)).toMatchObject({ state: 'connected' });
  });

  test('when the account is disconnected', async () => {
    const begun = await stage.begin(await stage.device(SLOW, tokens(1)));
    expect((await stage.owner.delete(`credentials/${begun.credential}/connections`)).status).toBe(204);
    expect(await stage.read(begun)).toMatchObject({ state: 'failed', reason_code: 'attempt_canceled' });
  });

  test('when the settings change, before another request', async () => {
    const at = await stage.device(SLOW, tokens(1));
    const begun = await stage.begin(at);
    const changed = document('credential', { scopes: ['read'] });
    await stage.owner.patch(`credentials/${begun.credential}`, {
      data: { ...(changed as { data: object }).data, id: begun.credential },
    });
    await stage.later(begun, MINUTE);
    expect(at.at('/token')).toHaveLength(0);
    expect(await stage.read(begun)).toMatchObject({ state: 'failed', reason_code: 'settings_changed' });
  });

  test('with its credential', async () => {
    const at = await stage.device(SLOW, tokens(1));
    const begun = await stage.begin(at);
    expect((await stage.owner.delete(`credentials/${begun.credential}`)).status).toBe(204);
    await stage.poll();
    expect(await stage.row(begun)).toBeUndefined();
    expect(at.at('/token')).toHaveLength(0);
  });

  test('if the user who started it may not connect accounts any more', async () => {
    const at = await stage.device(SLOW, tokens(1));
    const admin = await stage.app.member(stage.owner, 'admin');
    const credential = await makeDevice(stage.owner, at);
    const begin = async () => {
      const { body } = await startConnection(admin, credential);
      return { credential, id: body.data.id as string, attributes: {} };
    };
    const first = await begin();
    await stage.owner.delete(`users/${admin.userId}`);
    await stage.later(first, MINUTE);
    expect(at.at('/token')).toHaveLength(0);
    expect(await stage.read(first)).toMatchObject({ state: 'failed', reason_code: null });
  });
});
