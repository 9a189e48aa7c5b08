import nodeCrypto, { randomBytes } from 'node:crypto';
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

/** The key rows of each tenant, as in the database, and the tenants whose rows were loaded. */
function store() {
  const rows = new Map<string, WrappedKey[]>();
  const loaded: string[] = [];
  const load = (tenantId: string) => {
    loaded.push(tenantId);
    return Promise.resolve(rows.get(tenantId) ?? []);
  };
  return { rows, loaded, load };
}

async function ringWithKey(masterKeys: MasterKeys = masterKeysFromSetting(setting())) {
  const { rows, loaded, load } = store();
  const keyring = createKeyring(masterKeys, load);
  rows.set(TENANT, [await keyring.newTenantKey(TENANT)]);
  return { keyring, rows, loaded, masterKeys, load };
}

describe('envelope encryption', () => {
  const master = masterKeysFromSetting(setting()).current();
  const bytes = randomBytes(32);

  test('a data key is wrapped as a JWE (A256GCMKW) that names the master key, tenant and key', async () => {
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
  ])('a data key does not unwrap for %s', async (_, tenant, key) => {
    const wrapped = await wrapDataKey(bytes, TENANT, 'k1', master);
    await expect(unwrapDataKey(wrapped, tenant, key, master)).rejects.toThrow('belongs to another');
  });

  test('a data key does not unwrap with another master key', async () => {
    const wrapped = await wrapDataKey(bytes, TENANT, 'k1', master);
    const other = { id: master.id, bytes: randomBytes(32) };
    await expect(unwrapDataKey(wrapped, TENANT, 'k1', other)).rejects.toThrow(Error);
  });

  test.each([0, 1, 2, 3, 4])('a data key does not unwrap if part %i of the JWE was changed', async (part) => {
    const parts = (await wrapDataKey(bytes, TENANT, 'k1', master)).split('.');
    parts[part] = (parts[part]!.startsWith('A') ? 'B' : 'A') + parts[part]!.slice(1);
    await expect(unwrapDataKey(parts.join('.'), TENANT, 'k1', master)).rejects.toThrow(Error);
  });

  test('a data key wrapped with a password (PBES2) is rejected without running its iterations', async () => {
    // node-jose only calls a pbkdf2 that declares six parameters.
    const pbkdf2 = Object.defineProperty(jest.spyOn(nodeCrypto, 'pbkdf2'), 'length', { value: 6 });
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
    // Wrapping has run them, so unwrapping would be seen here as well.
    expect(pbkdf2).toHaveBeenCalledTimes(1);
    const [header = '', ...rest] = wrapped.split('.');
    const expensive = { ...JSON.parse(Buffer.from(header, 'base64url').toString()), p2c: 2 ** 31 - 1 };
    const sent = [Buffer.from(JSON.stringify(expensive)).toString('base64url'), ...rest].join('.');
    pbkdf2.mockImplementation((_password, _salt, _iterations, _length, _digest, done) =>
      done(new Error('the iterations were run'), Buffer.alloc(0)),
    );
    for (const jwe of [wrapped, sent])
      await expect(unwrapDataKey(jwe, TENANT, 'k1', master)).rejects.toThrow(
        'Algorithm not allowed: PBES2-HS256+A128KW',
      );
    expect(pbkdf2).toHaveBeenCalledTimes(1);
    pbkdf2.mockRestore();
  });
});

test('a secret sealed with the tenant’s data key can be opened again', async () => {
  const { keyring } = await ringWithKey();
  const sealed = await keyring.seal('s3cret', PLACE);
  expect(await keyring.open(sealed, PLACE)).toBe('s3cret');
});

test('each new data key is random, and wrapped with the current master key', async () => {
  const masterKeys = masterKeysFromSetting(`${setting()},${setting()}`);
  const { keyring } = await ringWithKey(masterKeys);
  const [one, two] = [await keyring.newTenantKey(TENANT), await keyring.newTenantKey(TENANT)];
  expect(one.masterKeyId).toBe(masterKeys.current().id);
  const unwrap = ({ wrapped, id }: WrappedKey) => unwrapDataKey(wrapped, TENANT, id, masterKeys.current());
  expect(await unwrap(one)).not.toEqual(await unwrap(two));
});

test('the data keys of each tenant are loaded and unwrapped once, then cached', async () => {
  const masterKeys = masterKeysFromSetting(setting());
  // Every unwrapping looks up its master key.
  const find = jest.fn(masterKeys.find);
  const { keyring, rows, loaded } = await ringWithKey({ ...masterKeys, find });
  const elsewhere = { ...PLACE, tenant: 'other' };
  rows.set('other', [await keyring.newTenantKey('other')]);
  const sealed = await keyring.seal('s3cret', PLACE);
  const others = await keyring.seal('theirs', elsewhere);
  expect(loaded).toEqual([TENANT, 'other']);
  const unwrapped = find.mock.calls.length;
  expect(unwrapped).toBeGreaterThan(0);
  for (let turn = 0; turn < 3; turn += 1) {
    expect(await keyring.open(sealed, PLACE)).toBe('s3cret');
    expect(await keyring.open(others, elsewhere)).toBe('theirs');
    await keyring.seal('next', PLACE);
  }
  expect(loaded).toEqual([TENANT, 'other']);
  expect(find).toHaveBeenCalledTimes(unwrapped);
});

test('a value sealed with a data key of another process can be opened: the keys are reloaded', async () => {
  const { keyring, rows, masterKeys, load } = await ringWithKey();
  const before = await keyring.seal('old', PLACE);
  const other = createKeyring(masterKeys, load);
  rows.set(TENANT, [await other.newTenantKey(TENANT), ...rows.get(TENANT)!]);
  const sealed = await other.seal('new', PLACE);
  expect(await keyring.open(sealed, PLACE)).toBe('new');
  expect(await keyring.open(before, PLACE)).toBe('old');
  // From now on, this keyring seals with the newest key, too.
  const keyIdOf = (text: string) =>
    (JSON.parse(Buffer.from(text.split('.')[0]!, 'base64url').toString()) as { kid: string }).kid;
  expect(keyIdOf(await keyring.seal('newer', PLACE))).toBe(keyIdOf(sealed));
});

test('opening a value sealed with an unknown key fails with the name of its column', async () => {
  const { keyring } = await ringWithKey();
  const stranger = await ringWithKey();
  const sealed = await stranger.keyring.seal('s3cret', PLACE);
  await expect(keyring.open(sealed, PLACE)).rejects.toThrow(
    new SealError('a sealed value was sealed with an unknown key (oauth_clients.client_secret)'),
  );
});

test('a tenant’s key cannot open another tenant’s value, even if the key id is the same', async () => {
  const { keyring, rows } = await ringWithKey();
  const sealed = await keyring.seal('s3cret', PLACE);
  rows.set('other', rows.get(TENANT)!);
  await expect(keyring.open(sealed, { ...PLACE, tenant: 'other' })).rejects.toThrow('belongs to another');
});

test('sealing for a tenant without a data key fails until it has one', async () => {
  const { keyring, rows } = await ringWithKey();
  const place = { ...PLACE, tenant: 'none' };
  await expect(keyring.seal('s3cret', place)).rejects.toThrow(new SealError('the tenant has no data key'));
  rows.set('none', [await keyring.newTenantKey('none')]);
  expect(await keyring.open(await keyring.seal('s3cret', place), place)).toBe('s3cret');
});

test('a data key under a missing master key is refused with that key’s id and no key material', async () => {
  const text = setting();
  const { rows } = await ringWithKey(masterKeysFromSetting(text));
  const needed = rows.get(TENANT)![0]!.masterKeyId;
  const other = setting();
  const keyring = createKeyring(masterKeysFromSetting(other), (id) => Promise.resolve(rows.get(id) ?? []));
  const refusal = await keyring.seal('s3cret', PLACE).catch((error: Error) => error);
  expect(refusal).toBeInstanceOf(MasterKeyError);
  const { message } = refusal as Error;
  expect(message).toContain(`master key ${needed}, which is not in MASTER_KEY`);
  expect(message).not.toContain(text);
  expect(message).not.toContain(other);
});
