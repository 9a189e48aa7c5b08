import { randomBytes } from 'node:crypto';
import jose from 'node-jose';
import {
  createKeyring,
  masterKeysFromSetting,
  MasterKeyError,
  SealError,
  unwrapDataKey,
  wrapDataKey,
  type MasterKeys,
  type WrappedKey,
} from '../../src/crypto/index.ts';

const TENANT = '0190aaaa-0000-7000-8000-000000000001';
const PLACE = { tenant: TENANT, table: 'oauth_clients', row: 'r1', column: 'client_secret' };

const setting = () => randomBytes(32).toString('base64');

/** Key rows by tenant, as the database has them, and how often they were asked for. */
function store() {
  const rows = new Map<string, WrappedKey[]>();
  const asked: string[] = [];
  const load = (tenantId: string) => {
    asked.push(tenantId);
    return Promise.resolve(rows.get(tenantId) ?? []);
  };
  return { rows, asked, load };
}

async function ringWithKey(masterKeys: MasterKeys = masterKeysFromSetting(setting())) {
  const { rows, asked, load } = store();
  const keyring = createKeyring(masterKeys, load);
  rows.set(TENANT, [await keyring.newTenantKey(TENANT)]);
  return { keyring, rows, asked, masterKeys, load };
}

describe('envelope', () => {
  const master = masterKeysFromSetting(setting()).current();
  const bytes = randomBytes(32);

  test('a data key is wrapped as a JWE (A256GCMKW) that names master key, tenant and key', async () => {
    const wrapped = await wrapDataKey(bytes, TENANT, 'k1', master);
    const header = JSON.parse(Buffer.from(wrapped.split('.')[0]!, 'base64url').toString()) as object;
    expect(header).toMatchObject({
      alg: 'A256GCMKW',
      enc: 'A256GCM',
      kid: master.id,
      tenant: TENANT,
      key: 'k1',
    });
    expect(wrapped.split('.')).toHaveLength(5);
    expect(await unwrapDataKey(wrapped, TENANT, 'k1', master)).toEqual(bytes);
  });

  test.each([
    ['another tenant', 'other', 'k1'],
    ['another key id', TENANT, 'k2'],
  ])('it does not unwrap for %s', async (_, tenant, key) => {
    const wrapped = await wrapDataKey(bytes, TENANT, 'k1', master);
    await expect(unwrapDataKey(wrapped, tenant, key, master)).rejects.toThrow('belongs to another');
  });

  test('it does not unwrap under another master key', async () => {
    const wrapped = await wrapDataKey(bytes, TENANT, 'k1', master);
    const other = { id: master.id, bytes: randomBytes(32) };
    await expect(unwrapDataKey(wrapped, TENANT, 'k1', other)).rejects.toThrow(Error);
  });

  test.each([0, 1, 2, 3, 4])('it does not unwrap when part %i of five was tampered with', async (part) => {
    const parts = (await wrapDataKey(bytes, TENANT, 'k1', master)).split('.');
    parts[part] = (parts[part]!.startsWith('A') ? 'B' : 'A') + parts[part]!.slice(1);
    await expect(unwrapDataKey(parts.join('.'), TENANT, 'k1', master)).rejects.toThrow(Error);
  });

  test('a key wrapped with a password (PBES2) is refused before it costs anything', async () => {
    const password = await jose.JWK.asKey({
      kty: 'oct',
      kid: master.id,
      k: master.bytes.toString('base64url'),
    });
    const fields = { alg: 'PBES2-HS256+A128KW', tenant: TENANT, key: 'k1' };
    const wrapped = (await jose.JWE.createEncrypt(
      { format: 'compact', contentAlg: 'A256GCM', fields },
      password,
    )
      .update(bytes)
      .final()) as unknown as string;
    await expect(unwrapDataKey(wrapped, TENANT, 'k1', master)).rejects.toThrow(Error);
  });
});

test('a tenant’s secret is sealed under its data key and opens again', async () => {
  const { keyring } = await ringWithKey();
  const sealed = await keyring.seal('s3cret', PLACE);
  expect(await keyring.open(sealed, PLACE)).toBe('s3cret');
});

test('each new data key is random, and wrapped under the current master key', async () => {
  const masterKeys = masterKeysFromSetting(`${setting()},${setting()}`);
  const { keyring } = await ringWithKey(masterKeys);
  const [one, two] = [await keyring.newTenantKey(TENANT), await keyring.newTenantKey(TENANT)];
  expect(one.masterKeyId).toBe(masterKeys.current().id);
  const unwrap = ({ wrapped, id }: WrappedKey) => unwrapDataKey(wrapped, TENANT, id, masterKeys.current());
  expect(await unwrap(one)).not.toEqual(await unwrap(two));
});

test('data keys are read once and kept, plaintext secrets never', async () => {
  const { keyring, asked } = await ringWithKey();
  const sealed = await keyring.seal('s3cret', PLACE);
  await keyring.open(sealed, PLACE);
  await keyring.open(sealed, PLACE);
  expect(asked).toEqual([TENANT]);
});

test('a value of a data key that another process has added opens: the keys are read again', async () => {
  const { keyring, rows, masterKeys, load } = await ringWithKey();
  const before = await keyring.seal('old', PLACE);
  const other = createKeyring(masterKeys, load);
  rows.set(TENANT, [await other.newTenantKey(TENANT), ...rows.get(TENANT)!]);
  const sealed = await other.seal('new', PLACE);
  expect(await keyring.open(sealed, PLACE)).toBe('new');
  expect(await keyring.open(before, PLACE)).toBe('old');
  // From now on the newest seals here too.
  const keyIdOf = (text: string) =>
    (JSON.parse(Buffer.from(text.split('.')[0]!, 'base64url').toString()) as { kid: string }).kid;
  expect(keyIdOf(await keyring.seal('newer', PLACE))).toBe(keyIdOf(sealed));
});

test('a value of an unknown key is refused, naming its column', async () => {
  const { keyring } = await ringWithKey();
  const stranger = await ringWithKey();
  const sealed = await stranger.keyring.seal('s3cret', PLACE);
  await expect(keyring.open(sealed, PLACE)).rejects.toThrow(
    new SealError('a sealed value was sealed with an unknown key (oauth_clients.client_secret)'),
  );
});

test('one tenant’s key opens no other tenant’s value, though the key id is the same', async () => {
  const { keyring, rows } = await ringWithKey();
  const sealed = await keyring.seal('s3cret', PLACE);
  rows.set('other', rows.get(TENANT)!);
  await expect(keyring.open(sealed, { ...PLACE, tenant: 'other' })).rejects.toThrow('belongs to another');
});

test('a tenant without a data key seals nothing', async () => {
  const { keyring } = await ringWithKey();
  await expect(keyring.seal('s3cret', { ...PLACE, tenant: 'none' })).rejects.toThrow(
    new SealError('the tenant has no data key'),
  );
});

test('a data key under a master key that is not here is refused, naming its id and no key', async () => {
  const text = setting();
  const { rows } = await ringWithKey(masterKeysFromSetting(text));
  const needed = rows.get(TENANT)![0]!.masterKeyId;
  const mine = setting();
  const keyring = createKeyring(masterKeysFromSetting(mine), (id) => Promise.resolve(rows.get(id) ?? []));
  const refusal = await keyring.seal('s3cret', PLACE).catch((error: Error) => error);
  expect(refusal).toBeInstanceOf(MasterKeyError);
  const { message } = refusal as Error;
  expect(message).toContain(`master key ${needed}, which is not in MASTER_KEY`);
  expect(message).not.toContain(text);
  expect(message).not.toContain(mine);
});
