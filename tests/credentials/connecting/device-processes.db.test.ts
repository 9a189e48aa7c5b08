import { claimPoll, recordPoll, scheduleNextPoll } from '../../../src/credentials/connecting/device-store.ts';
import { LEASE_DURATION } from '../../../src/credentials/connecting/poll-policy.ts';
import type { Platform } from '../../../src/app/platform.ts';
import { inTransaction, tenantDb, type TenantDb } from '../../../src/db/index.ts';
import { tablesOf } from '../../support/direct-database.ts';
import { tokens } from '../../support/stage.ts';
import { until } from '../../support/until.ts';
import { pending, refusal, setDeviceStage, SLOW, type Begun } from './device-stage.ts';

const stage = setDeviceStage();
const MINUTE = 60_000;
const pollsOf = ({ services }: Platform) => services.thirdParties.devicePolls;
const settled = async (platform: Platform) => {
  await pollsOf(platform).run();
  await pollsOf(platform).settle();
};

let healthy: Platform;
beforeAll(async () => {
  // The background jobs of the first server would poll too.
  await pollsOf(stage.app.platform).stop();
  healthy = await stage.process();
});
/** Runs the polls that are due now in a healthy process, and waits for them. */
const poll = () => settled(healthy);

/** A response that a provider holds back. */
function held(response: object) {
  let arrived = () => {};
  let release = () => {};
  const asked = new Promise<void>((resolve) => (arrived = resolve));
  const sent = new Promise<object>((resolve) => (release = () => resolve(response)));
  return {
    asked,
    release: () => release(),
    respond: () => {
      arrived();
      return sent;
    },
  };
}

/** The lease of a process that has frozen runs out. */
const freeze = (begun: Begun) => stage.elapse(begun, LEASE_DURATION);

test('two processes poll once', async () => {
  const slow = held(pending);
  const at = await stage.device(SLOW, slow.respond);
  const begun = await stage.begin(at);
  const [one, other] = [await stage.process(), await stage.process()];
  await stage.elapse(begun, MINUTE);
  await Promise.all([one, other].map((platform) => pollsOf(platform).run()));
  await slow.asked;
  await settled(other).catch(() => undefined);
  slow.release();
  await Promise.all([one, other].map((platform) => pollsOf(platform).settle()));
  expect(at.at('/token')).toHaveLength(1);
});

test('a process that freezes while it polls stores nothing once the attempt has ended', async () => {
  const slow = held(tokens(1));
  const at = await stage.device(SLOW, slow.respond, refusal('invalid_grant'));
  const begun = await stage.begin(at);
  await stage.elapse(begun, MINUTE);
  const frozen = await stage.process();
  await pollsOf(frozen).run();
  await slow.asked;
  await freeze(begun);
  await poll();
  // The provider had already issued the tokens.
  const end = { state: 'failed', reason_code: 'attempt_interrupted' };
  expect(await stage.read(begun)).toMatchObject(end);
  slow.release();
  await pollsOf(frozen).settle();
  expect(await stage.read(begun)).toMatchObject(end);
  expect((await stage.attributesOf(begun.credential))['state']).toBe('error');
  expect(at.at('/revoke')).toHaveLength(1);
});

test('a process that freezes while it polls stores the tokens if the attempt still waits for them', async () => {
  const slow = held(tokens(1));
  const at = await stage.device(SLOW, slow.respond, refusal('', 503));
  const begun = await stage.begin(at);
  await stage.elapse(begun, MINUTE);
  const frozen = await stage.process();
  await pollsOf(frozen).run();
  await slow.asked;
  await freeze(begun);
  await poll();
  expect(at.at('/token')).toHaveLength(2);
  slow.release();
  await pollsOf(frozen).settle();
  expect(await stage.read(begun)).toMatchObject({ state: 'connected' });
  expect(at.at('/revoke')).toHaveLength(0);
});

test('tokens that arrive after a newer attempt has started are revoked', async () => {
  const slow = held(tokens(1));
  const at = await stage.device(SLOW, slow.respond);
  const begun = await stage.begin(at);
  await stage.elapse(begun, MINUTE);
  const other = await stage.process();
  await pollsOf(other).run();
  await slow.asked;
  expect((await stage.start(begun.credential)).status).toBe(201);
  slow.release();
  await pollsOf(other).settle();
  expect(await stage.read(begun)).toMatchObject({ state: 'failed', reason_code: 'attempt_canceled' });
  expect((await stage.attributesOf(begun.credential))['state']).toBe('pending');
  expect(at.at('/revoke')).toHaveLength(1);
});

test.each([
  ['invalid_grant', { state: 'failed', reason_code: 'attempt_interrupted' }],
  ['expired_token', { state: 'failed', reason_code: 'attempt_interrupted' }],
  ['authorization_pending', { state: 'pending' }],
])('after a process has died while it polled, %s means %p', async (error, outcome) => {
  const begun = await stage.begin(await stage.device(SLOW, refusal(error)));
  // As a process leaves it that dies between the request and the commit.
  const dead = { lease_owner: 'a dead process', lease_until: Date.now() + LEASE_DURATION, interrupted: true };
  await stage.change(begun, dead);
  await stage.elapse(begun, MINUTE + LEASE_DURATION);
  await poll();
  expect(await stage.read(begun)).toMatchObject(outcome);
  expect(Boolean((await stage.row(begun)).interrupted)).toBe(error !== 'authorization_pending');
});

test('a process that freezes before it calls the provider sends nothing', async () => {
  const begun = await stage.begin(await stage.device(SLOW, pending));
  await stage.elapse(begun, MINUTE);
  const { database } = stage.app.platform.services;
  const within = <T>(work: (db: TenantDb) => Promise<T>) =>
    inTransaction(database, (platform) => work(tenantDb(platform, stage.owner.tenantId)));
  expect(await within((db) => claimPoll(db, begun.id, 'frozen'))).toBeDefined();
  expect(await within((db) => claimPoll(db, begun.id, 'other'))).toBeUndefined();
  await freeze(begun);
  expect(await within((db) => claimPoll(db, begun.id, 'other'))).toBeDefined();
  expect(await within((db) => recordPoll(db, begun.id, 'frozen'))).toBe(false);
  expect(await within((db) => recordPoll(db, begun.id, 'other'))).toBe(true);
  // Nor does it schedule anything.
  const wait = { interval: 1, delay: 1, failures: 7, interrupted: false };
  await within((db) => scheduleNextPoll(db, begun.id, 'frozen', wait));
  expect(await stage.row(begun)).toMatchObject({ lease_owner: 'other' });
});

test('nobody polls while another process has the lease', async () => {
  const at = await stage.device(SLOW, tokens(1));
  const begun = await stage.begin(at);
  await stage.elapse(begun, MINUTE);
  const now = Date.now();
  await stage.change(begun, { lease_owner: 'another process', lease_until: now + LEASE_DURATION });
  await poll();
  expect(at.at('/token')).toHaveLength(0);
});

test('a tenant with a thousand pending attempts does not hold up another', async () => {
  const mine = await stage.device(SLOW, tokens(1));
  const begun = await stage.begin(mine);
  const crowd = await stage.app.tenant('Crowd');
  const credential = await stage.begin(await stage.device(SLOW, pending));
  const row = await tablesOf(stage.app)('connection_attempts').where({ id: credential.id }).first();
  const theirs = (
    await crowd.post('credentials', {
      data: { type: 'credential', attributes: { name: 'a', grant_type: 'device_code' } },
    })
  ).body.data.id as string;
  const rows = Array.from({ length: 1_000 }, (_, index) => ({
    ...row,
    id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    tenant_id: crowd.tenantId,
    credential_id: theirs,
    created_by: crowd.userId,
    next_poll_at: index,
  }));
  for (let from = 0; from < rows.length; from += 50)
    await tablesOf(stage.app)('connection_attempts').insert(rows.slice(from, from + 50));
  const polled = () =>
    tablesOf(stage.app)('connection_attempts').where({ tenant_id: crowd.tenantId, state: 'failed' });
  await stage.elapse(begun, MINUTE);
  await poll();
  expect(await stage.read(begun)).toMatchObject({ state: 'connected' });
  // At most a few at once, and in the next runs the others.
  const first = (await polled()).length;
  expect(first).toBeLessThan(100);
  await until(async () => {
    await poll();
    return (await polled()).length > first || undefined;
  });
  await tablesOf(stage.app)('connection_attempts').where({ tenant_id: crowd.tenantId }).delete();
});
