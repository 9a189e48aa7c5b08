import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, platformDb } from '../../src/db/index.ts';
import { makeClient, makeComponent, startApp, type Caller, type TestApp } from '../support/app.ts';
import { createDatabase, type TestDatabase } from '../support/databases.ts';
import { runProgram, spawnProgram } from '../support/program.ts';

const OLD = Buffer.alloc(32, 1).toString('base64');
const NEW = Buffer.alloc(32, 2).toString('base64');

let home: TestDatabase;
let folder: string;
beforeEach(async () => {
  home = await createDatabase();
  folder = mkdtempSync(join(tmpdir(), 'valetkey-rotate-'));
});
afterEach(async () => {
  await home.drop();
  rmSync(folder, { recursive: true, force: true });
});

const withFile = () => ({ DATABASE_URL: home.url, DATA_DIR: folder, MASTER_KEY: '' });
const withKey = (key: string) => ({ DATABASE_URL: home.url, DATA_DIR: folder, MASTER_KEY: key });

/** Makes a tenant with a secret. @returns reads it at run time, from whichever server */
async function tenantWithSecret(app: TestApp): Promise<(at: TestApp) => Promise<string>> {
  const owner: Caller = await app.tenant();
  const component = await makeComponent(owner);
  await makeClient(owner, component);
  const path = `/v2/tenants/${owner.tenantId}/components/${component}/oauth-client`;
  const headers = {
    Authorization: `Basic ${Buffer.from(`${owner.email}:${owner.apiKey}`).toString('base64')}`,
  };
  return async (at) =>
    (await at.request('GET', path, { headers })).body.data.attributes.client_secret as string;
}

async function rotate(
  environment: Record<string, string>,
): Promise<{ current: string; added: string | null; wrapped: number }> {
  const { stdout, stderr } = await runProgram(['keys', 'rotate', '--json'], environment);
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

test('a running server goes on reading and sealing while the master key changes under it', async () => {
  const app = await startApp(withFile());
  const first = await tenantWithSecret(app);
  const { added, wrapped } = await rotate(withFile());
  expect([added, wrapped]).toEqual([expect.stringMatching(/^mk_/), 1]);
  expect(await first(app)).toBe('s3cret');
  // A tenant that the server has not seen before is wrapped under the key it did not know when it started.
  const second = await tenantWithSecret(app);
  expect(await second(app)).toBe('s3cret');
  await app.close();

  // Without the old key: nothing needs it any more.
  const file = join(folder, 'master-keys.json');
  const { keys } = JSON.parse(readFileSync(file, 'utf8')) as { keys: object[] };
  writeFileSync(file, JSON.stringify({ keys: keys.slice(0, 1) }));
  const later = await startApp(withFile());
  expect([await first(later), await second(later)]).toEqual(['s3cret', 's3cret']);
  await later.close();
});

test('MASTER_KEY=new,old wraps everything under the new one, after which the old one can go', async () => {
  const app = await startApp(withKey(OLD));
  const read = await tenantWithSecret(app);
  await app.close();
  expect(await rotate(withKey(`${NEW},${OLD}`))).toMatchObject({ added: null, wrapped: 1 });
  const later = await startApp(withKey(NEW));
  expect(await read(later)).toBe('s3cret');
  await later.close();
  await expect(startApp(withKey(OLD))).rejects.toThrow(
    /was sealed under master key mk_[0-9a-f]{16}, which MASTER_KEY does not hold/,
  );
});

test('a run that is killed in the middle is finished by the next, and every secret still opens', async () => {
  const app = await startApp(withKey(OLD));
  const reads = await Promise.all(Array.from({ length: 5 }, () => tenantWithSecret(app)));
  for (let count = 0; count < 395; count += 1) await app.tenant();
  const killed = spawnProgram(['keys', 'rotate'], withKey(`${NEW},${OLD}`));
  // It says so after each hundred.
  await new Promise<void>((resolve) => killed.stderr!.once('data', () => resolve()));
  killed.kill('SIGKILL');
  await new Promise<void>((resolve) => killed.once('close', () => resolve()));
  const database = connect({ url: home.url, poolMax: 2 });
  const kinds = (await platformDb(database).sql('tenant_keys').distinct('master_key_id')) as object[];
  await database.close();
  const { wrapped } = await rotate(withKey(`${NEW},${OLD}`));
  // Killed in time, it left some for the second run; too late, it left none.
  expect(wrapped).toBeLessThan(400);
  expect(wrapped > 0).toBe(kinds.length === 2);
  await app.close();
  const later = await startApp(withKey(NEW));
  for (const read of reads) expect(await read(later)).toBe('s3cret');
  await later.close();
});

test('a second process with a key of its own is refused, even while nothing is sealed yet', async () => {
  const app = await startApp(withKey(OLD));
  await app.close();
  await expect(startApp(withKey(NEW))).rejects.toThrow(/which MASTER_KEY does not hold/);
  await expect(startApp(withFile())).rejects.toThrow(/there is no key file/);
});
