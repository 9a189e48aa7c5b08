import { until } from '../../support/until.ts';
import { MESSAGES } from './plays/messages.ts';
import { setStage } from './stage.ts';
import type { Play } from './play.ts';

const { perform } = setStage();
const PLAYS: Play[] = [...MESSAGES];
const renewalOf = ({ renewed = 'on request' }: Play) => renewed;

/** Just before a token expires, and just after. */
const SECONDS = 5;

const named = (plays: Play[]) => plays.map((play): [string, Play] => [play.name, play]);

describe.each(named(PLAYS))('%s', (_name, play) => {
  const { lifetime, handedOut, ended, outOfOrder, revocation } = play;

  test('an account is connected, and its token is handed out', async () => {
    const account = await perform(play);
    await account.connect();
    const token = await account.token();
    expect(token).toMatchObject(handedOut(1));
    if (lifetime === null) expect(token['expires_at']).toBeNull();
    else expect(Math.abs(Number(token['expires_in']) - lifetime)).toBeLessThan(SECONDS);
  });

  if (lifetime === null)
    test('a token that does not expire is handed out years later', async () => {
      const account = await perform(play);
      await account.connect();
      await account.pass(5 * 365 * 86_400);
      expect(await account.token()).toMatchObject(handedOut(1));
      expect(account.service.issued).toBe(1);
    });

  if (lifetime !== null && renewalOf(play) === 'on request')
    test('an expired token is replaced, again and again', async () => {
      const account = await perform(play);
      await account.connect();
      for (const n of [2, 3]) {
        await account.pass(lifetime);
        expect(await account.token()).toMatchObject(handedOut(n));
      }
    });

  if (lifetime !== null && renewalOf(play) === 'early')
    test('a token is exchanged for the next one before it expires', async () => {
      const account = await perform(play);
      await account.connect();
      for (const n of [2, 3]) {
        await account.pass(lifetime - 300);
        await account.token();
        await until(async () =>
          (await account.token())['access_token'] === handedOut(n)['access_token'] ? true : undefined,
        );
        expect(await account.token()).toMatchObject(handedOut(n));
      }
    });

  if (lifetime !== null && renewalOf(play) === 'never')
    test('the account must be connected again when its token has expired', async () => {
      const account = await perform(play);
      await account.connect();
      await account.pass(lifetime);
      expect(await account.noToken()).toEqual([409, 'credential_needs_reauthorization']);
    });

  if (outOfOrder !== undefined)
    test('an error that passes does not end the connection', async () => {
      const account = await perform(play);
      await account.connect();
      account.service.condition = 'out of order';
      await account.pass(lifetime!);
      expect(await account.noToken()).toEqual([503, 'provider_unavailable']);
      account.service.condition = 'fine';
      await account.pass(0);
      expect(await account.token()).toMatchObject(handedOut(2));
    });

  if (ended !== undefined)
    test('a grant that has ended must be given again, and the reason says why', async () => {
      const account = await perform(play);
      await account.connect();
      account.service.condition = 'ended';
      await account.pass(lifetime!);
      expect(await account.noToken()).toEqual([409, 'credential_needs_reauthorization']);
      expect(await account.state()).toMatchObject({
        state: 'needs_reauthorization',
        state_reason: expect.stringContaining(ended.says),
        state_reason_code: ended.code ?? 'grant_lost',
      });
      account.service.condition = 'fine';
      await account.connect();
      expect(await account.token()).toMatchObject(handedOut(2));
    });

  test('disconnecting ends the grant as documented', async () => {
    const account = await perform(play);
    await account.connect();
    const before = account.service.requests.length;
    await account.disconnect();
    const sent = account.service.requests
      .slice(before)
      .map(({ method, host, path }) => `${method} https://${host}${path}`);
    expect(sent).toEqual(revocation === undefined ? [] : [revocation.request]);
    expect(await account.noToken()).toEqual([409, 'credential_not_connected']);
  });
});
