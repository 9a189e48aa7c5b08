import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { document, startApp } from '../support/app.ts';
import { commandLine } from '../support/command-line.ts';
import { createDatabase, type TestDatabase } from '../support/databases.ts';
import { certified } from '../support/mutual-tls.ts';

let folder: string;
let database: TestDatabase;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'valetkey-rotate-'));
  database = await createDatabase();
});
afterEach(async () => {
  await database.drop();
  rmSync(folder, { recursive: true });
});

test('after a rotation a server without the old key opens the private key of a flow', async () => {
  const environment = { DATABASE_URL: database.url, DATA_DIR: folder, PORT: '0', MASTER_KEY: '' };
  const file = join(folder, 'master-keys.json');
  const client = certified();
  const first = await startApp(environment);
  const owner = await first.tenant();
  const attributes = {
    name: 'A',
    target_url: 'https://target.example/',
    target_client_certificate: client.cert,
    target_client_key: client.key,
  };
  const { id } = (await owner.post('flows', document('flow', attributes))).body.data;
  await first.close();

  const { code } = await commandLine(['keys', 'rotate', '--json'], environment);
  expect(code).toBe(0);
  const { keys } = JSON.parse(readFileSync(file, 'utf8')) as { keys: object[] };
  writeFileSync(file, JSON.stringify({ keys: keys.slice(0, 1) }));

  const second = await startApp(environment);
  // A new certificate without its key is compared with the stored key.
  const renewed = { target_client_certificate: client.cert + certified({ name: 'issuer' }).cert };
  const answer = await second.request('PATCH', `/v2/tenants/${owner.tenantId}/flows/${id}`, {
    headers: {
      Authorization: `Basic ${btoa(`${owner.email}:${owner.apiKey}`)}`,
      'Content-Type': 'application/vnd.api+json',
    },
    body: JSON.stringify(document('flow', renewed)),
  });
  await second.close();
  expect([answer.status, answer.body.errors]).toEqual([200, undefined]);
});
