import { startApp, type Caller, type TestApp } from '../../support/app.ts';
import {
  age,
  closeProviders,
  connected,
  LOOPBACK_ALLOWED,
  provider,
  tokenOf,
} from '../../support/credentials.ts';
import { tablesOf } from '../../support/direct-database.ts';
import { rotate } from '../../support/rotation.ts';

let app: TestApp;
let owner: Caller;
beforeEach(async () => {
  app = await startApp(LOOPBACK_ALLOWED);
  owner = await app.tenant();
});
afterEach(() => app.close());
afterAll(closeProviders);

/** A credential whose token has expired, at a provider that accepts only the secret that was replaced. */
async function rotated() {
  const at = await provider();
  const id = await connected(app, owner, at);
  await rotate(owner, id);
  await age(app, id, 400 * 86_400_000);
  return { at, id };
}

const connectionOf = (id: string) =>
  tablesOf(app)('connections').where({ credential_id: id }).first('lease_owner', 'state');

const drain = () => app.platform.services.thirdParties.refresher.drain(600_000);

test('a server that begins to shut down sends no second request', async () => {
  const { at, id } = await rotated();
  const first = at.hold();
  const token = tokenOf(owner, id);
  await first.arrived;
  const drained = drain();
  first.release();
  expect((await token).status).toBe(503);
  await drained;
  expect(at.refreshes()).toBe(1);
  expect(await connectionOf(id)).toEqual({ lease_owner: null, state: 'connected' });
});

test('a server that shuts down during the second request waits for its response, and no longer', async () => {
  const { at, id } = await rotated();
  at.next({});
  const second = at.hold();
  const token = tokenOf(owner, id);
  await second.arrived;
  const drained = drain();
  second.release();
  expect((await token).status).toBe(200);
  await drained;
  expect(at.refreshes()).toBe(2);
  expect(await connectionOf(id)).toEqual({ lease_owner: null, state: 'connected' });
});
