import { until } from '../../support/until.ts';
import type { Play } from './play.ts';
import { PLAYS } from './plays/index.ts';
import { setStage, type Performance } from './stage.ts';

const { perform } = setStage();

type Expiring = Play & { lifetime: number };
const renewalOf = ({ renewed, lifetime }: Play) => renewed ?? (lifetime === null ? 'never' : 'on request');
const named = <T extends Play>(plays: T[]) => plays.map((play): [string, T] => [play.name, play]);
const expiring = PLAYS.filter((play): play is Expiring => play.lifetime !== null);
const renewing = PLAYS.filter((play) => renewalOf(play) !== 'never');
/** With client credentials, no user has given a grant that could end. */
const unattended = renewing.filter(({ authorize }) => authorize === undefined);
const granted = renewing.filter(({ authorize }) => authorize !== undefined);

async function connected(play: Play): Promise<Performance> {
  const account = await perform(play);
  await account.connect();
  return account;
}

/** Before it expires, a token that can be exchanged only while it is valid. In seconds. */
const FIVE_MINUTES = 300;

/** Lets the token expire, or nearly so. */
async function pass(account: Performance, play: Play): Promise<void> {
  if (play.lifetime !== null)
    await account.pass(play.lifetime - (play.renewed === 'early' ? FIVE_MINUTES : 0));
}

/** What a caller gets, after the request that renews the token. */
async function renewed(account: Performance, play: Play, n: number): Promise<object> {
  if (play.renewed === 'by force') await account.refresh();
  const token = await account.token();
  if (play.renewed !== 'early') return token;
  // It is renewed in the background.
  return until(async () => {
    const now = await account.token();
    return now['access_token'] === play.handedOut(n)['access_token'] ? now : undefined;
  });
}

/** The credential once the provider has refused to renew its token, which can happen in the background. */
async function afterRefusal(account: Performance, play: Play): Promise<object> {
  if (play.renewed === 'by force') await account.refresh().catch(() => undefined);
  else await account.noToken();
  if (play.renewed !== 'early') return account.state();
  return until(async () => {
    const now = await account.state();
    return now['state'] === 'connected' ? undefined : now;
  }, 10_000);
}

describe.each(named(PLAYS))('%s', (_name, play) => {
  test('is connected, and its token is handed out', async () => {
    const account = await connected(play);
    const token = await account.token();
    expect(token).toMatchObject(play.handedOut(1));
    if (play.lifetime === null) expect(token['expires_at']).toBeNull();
    else expect(Math.abs(Number(token['expires_in']) - play.lifetime)).toBeLessThan(30);
    const state = await account.state();
    expect(state['external_user_id']).toBe(play.externalUserId ?? null);
    const shown = JSON.stringify([token, state]);
    const secrets = [account.service.refreshToken, play.client?.secret ?? 's3cret'];
    for (const secret of secrets) if (secret !== undefined) expect(shown).not.toContain(String(secret));
  });

  test('is disconnected as documented', async () => {
    const account = await connected(play);
    const before = account.service.requests.length;
    await account.disconnect();
    const sent = account.service.requests
      .slice(before)
      .map(({ method, host, path }) => `${method} https://${host}${path}`);
    expect(sent).toEqual(play.revocation === undefined ? [] : [play.revocation.request]);
    expect(await account.noToken()).toEqual([409, 'credential_not_connected']);
  });
});

test.each(named(PLAYS.filter(({ authorize }) => authorize?.denied !== undefined)))(
  '%s: a user who does not agree is told apart from an error',
  async (_name, play) => {
    const account = await perform(play);
    account.service.condition = 'denied';
    await account.connect().catch(() => undefined);
    expect(await account.state()).toMatchObject({ state: 'error', state_reason_code: 'access_denied' });
  },
);

test.each(named(PLAYS.filter(({ lifetime }) => lifetime === null)))(
  '%s: the token does not expire',
  async (_name, play) => {
    const account = await connected(play);
    await account.pass(5 * 365 * 86_400);
    expect(await account.token()).toMatchObject(play.handedOut(1));
    expect(account.service.issued).toBe(1);
  },
);

test.each(named(renewing))('%s: the token is renewed, again and again', async (_name, play) => {
  const account = await connected(play);
  for (const n of [2, 3]) {
    await pass(account, play);
    expect(await renewed(account, play, n)).toMatchObject(play.handedOut(n));
  }
});

test.each(named(expiring.filter((play) => renewalOf(play) === 'never')))(
  '%s: the account must be connected again when its token has expired',
  async (_name, play) => {
    const account = await connected(play);
    await account.pass(play.lifetime);
    expect(await account.noToken()).toEqual([409, 'credential_needs_reauthorization']);
  },
);

test.each(named(renewing))('%s: an error that passes does not end the connection', async (_name, play) => {
  const account = await connected(play);
  account.service.condition = 'out of order';
  await pass(account, play);
  if (play.renewed === 'by force') await expect(account.refresh()).rejects.toThrow('provider_unavailable');
  else if (play.renewed === 'early') expect(await account.token()).toMatchObject(play.handedOut(1));
  else expect(await account.noToken()).toEqual([503, 'provider_unavailable']);
  expect(await account.state()).toMatchObject({ state: 'connected' });
  account.service.condition = 'fine';
  await account.pass(0);
  expect(await renewed(account, play, 2)).toMatchObject(play.handedOut(2));
});

test.each(named(granted))(
  '%s: a grant that has ended is given again, and the reason says why',
  async (_name, play) => {
    const account = await connected(play);
    const { says, code = 'grant_lost' } = play.ended!;
    account.service.condition = 'ended';
    await pass(account, play);
    expect(await afterRefusal(account, play)).toMatchObject({
      state: 'needs_reauthorization',
      state_reason: expect.stringContaining(says),
      state_reason_code: code,
    });
    // A token that is still valid is handed out until it expires.
    if (play.renewed === 'early') await account.pass(FIVE_MINUTES);
    expect(await account.noToken()).toEqual([409, 'credential_needs_reauthorization']);
    account.service.condition = 'fine';
    await account.connect();
    expect(await account.token()).toMatchObject(play.handedOut(2));
  },
);

test.each(named(unattended))(
  '%s: a client that is refused works again once the cause is fixed, and the reason says why',
  async (_name, play) => {
    const account = await connected(play);
    const { says, code } = play.ended!;
    account.service.condition = 'ended';
    await pass(account, play);
    expect(await account.noToken()).toEqual([503, 'provider_unavailable']);
    expect(await account.state()).toMatchObject({
      state: 'connected',
      state_reason: expect.stringContaining(says),
      state_reason_code: code ?? 'grant_lost',
    });
    account.service.condition = 'fine';
    await account.pass(0);
    expect(await account.token()).toMatchObject(play.handedOut(2));
  },
);
