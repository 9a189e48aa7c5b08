import { createSecretReads } from '../../src/audit/index.ts';
import type { Actor } from '../../src/actions/index.ts';
import { connect, migrate, type Database } from '../../src/db/index.ts';
import { createLog } from '../../src/system/log.ts';
import { createDatabase, type TestDatabase } from '../support/databases.ts';
import { until } from '../support/until.ts';

let home: TestDatabase;
let database: Database;
let logged: string[];
beforeEach(async () => {
  home = await createDatabase();
  database = connect({ url: home.url, poolMax: 2 });
  await migrate(database);
  logged = [];
});
afterEach(() => home.drop());

const RUNTIME: Actor = {
  type: 'user',
  id: '019395c8-5e6a-7c3e-9b1f-6a0f5c1d2e3f',
  name: 'runtime@acme.test',
  tenantId: '019395c8-5e6a-7c3e-9b1f-6a0f5c1d2e3e',
  permissions: new Set(),
  apiKeyId: null,
  appId: null,
  inPerson: false,
};
const CALL = { actor: RUNTIME, tenantId: RUNTIME.tenantId, requestId: 'r1', ipAddress: '192.0.2.1' };
const TOKEN = { type: 'credential', id: '019395c8-5e6a-7c3e-9b1f-6a0f5c1d2e3d' };

const start = () =>
  createSecretReads({
    database,
    clock: () => Date.now(),
    log: createLog('info', { write: (line: string) => void logged.push(line) }),
    counted: () => undefined,
  });

const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
const lost = () => logged.filter((line) => line.includes('secret reads are only logged here'));

test('a read that cannot be written during shutdown is logged once and not retried', async () => {
  const before = timers();
  const secretReads = start();
  secretReads.record(CALL, 'credentials.get_token', TOKEN);
  await database.close();
  await secretReads.close();
  expect(lost()).toHaveLength(1);
  expect(lost()[0]).toContain(TOKEN.id);
  expect(timers()).toBeLessThanOrEqual(before);
});

test('a read recorded after shutdown is logged once and not retried', async () => {
  const before = timers();
  const secretReads = start();
  await secretReads.close();
  await database.close();
  secretReads.record(CALL, 'credentials.get_token', TOKEN);
  await until(async () => lost()[0]);
  expect(lost()[0]).toContain(TOKEN.id);
  expect(timers()).toBeLessThanOrEqual(before);
});
