import { tablesOf } from '../../support/direct-database.ts';
import { tokenOf } from '../../support/credentials.ts';
import { tokens } from '../../support/stage.ts';
import { until } from '../../support/until.ts';
import { CODES, makeDevice, pending, refusal, setDeviceStage, type Begun } from './device-stage.ts';

const stage = setDeviceStage();
/** Seconds. So long that no poll happens by itself while a test runs. */
const SLOW = { ...CODES, interval: 60 };
const ended = async (begun: Begun) =>
  until(async () => {
    const attributes = await stage.read(begun);
    return attributes['state'] === 'pending' ? undefined : attributes;
  });

test('an account is connected in the background once the user has entered the code', async () => {
  const at = await stage.device(pending, pending, tokens(1));
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
  const { connected_by } = (await stage.owner.get(`credentials/${begun.credential}`)).body.data.relationships;
  expect(connected_by.data.id).toBe(stage.owner.userId);

  await stage.expire(begun.credential);
  expect((await stage.tokenAttributes(begun.credential))['access_token']).toBe('access-2');
  expect(at.at('/token').at(-1)!.fields).toMatchObject({ grant_type: 'refresh_token' });
});

test('the user code is only in the response that created the connection', async () => {
  const begun = await stage.begin(await stage.device(pending));
  const attributes = await stage.read(begun);
  for (const name of ['user_code', 'verification_uri', 'verification_uri_complete', 'interval'])
    expect(attributes).not.toHaveProperty(name);
});
