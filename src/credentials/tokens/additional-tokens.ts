import type { Outbound } from '../../http/index.ts';
import type { StoredAdditional } from '../definition/index.ts';
import {
  REFRESH_TIMEOUT,
  requestTokens,
  type AdditionalToken,
  type Configuration,
  type TokenOutcome,
  type Tokens,
} from '../protocol/index.ts';

/** Further tokens of an account, such as the user token that Slack issues with the bot's. All are refreshed together. */

type Additional = Record<string, AdditionalToken>;

/** The lifetime of the access token, or of a further token that is refreshed and expires earlier. In milliseconds. */
export function shortestLifetime(own: number | null, additional: Additional): number | null {
  const theirs = Object.values(additional)
    .filter(({ refresh_token }) => refresh_token !== null)
    .map(({ lifetime }) => lifetime);
  const known = [own, ...theirs].filter((lifetime) => lifetime !== null);
  return known.length === 0 ? null : Math.min(...known);
}

/** @param now by the database's clock */
export function storedAdditional(additional: Additional, now: number): Record<string, StoredAdditional> {
  return mapped(additional, ({ lifetime, ...token }) => ({
    ...token,
    expires_at: lifetime === null ? null : now + lifetime,
  }));
}

/** What is returned to callers: everything but the refresh tokens. */
export function publicAdditional(
  additional: Record<string, StoredAdditional>,
): Record<string, Omit<StoredAdditional, 'refresh_token'>> {
  return mapped(additional, ({ refresh_token: _, ...token }) => token);
}

/**
 * Refreshes the further tokens of a connection, each with its own refresh token. One whose grant has ended is dropped,
 * because the others still work.
 * @param job.first the tokens of the connection's own refresh, which may have brought further ones
 * @param job.onRefreshed called after each request, to store the new refresh token before the next one
 * @returns `first` with all further tokens; or the first failure that ends no grant
 */
export async function refreshAdditional(
  outbound: Outbound,
  configuration: Configuration,
  job: {
    first: Tokens;
    stored: Record<string, StoredAdditional>;
    now: number;
    beforeSending(): Promise<void>;
    onRefreshed(additional: Record<string, StoredAdditional>): Promise<unknown>;
    onDropped(name: string): void;
  },
): Promise<TokenOutcome> {
  const { first, stored, now, beforeSending, onRefreshed, onDropped } = job;
  const kept = mapped(stored, ({ expires_at, ...token }) => ({
    ...token,
    lifetime: expires_at === null ? null : expires_at - now,
  }));
  const additional = new Map(Object.entries({ ...kept, ...first.additional }));
  const { token_response: _, ...settings } = configuration.settings;
  const plain = { ...configuration, settings };
  for (const [name, { refresh_token, scopes }] of Object.entries(stored)) {
    if (refresh_token === null || Object.hasOwn(first.additional, name)) continue;
    const grant = { grant_type: 'refresh_token', refresh_token } as const;
    const outcome = await requestTokens(outbound, plain, grant, REFRESH_TIMEOUT, beforeSending);
    if (outcome.kind === 'tokens') {
      const { access_token, token_type, lifetime, ...next } = outcome.tokens;
      const renewed = {
        refresh_token: next.refresh_token ?? refresh_token,
        scopes: next.scopes ?? scopes,
      };
      additional.set(name, { access_token, token_type, lifetime, ...renewed });
    } else if (outcome.kind === 'refused' && outcome.endsGrant) {
      additional.delete(name);
      onDropped(name);
    } else return outcome;
    await onRefreshed(storedAdditional(Object.fromEntries(additional), now));
  }
  return { kind: 'tokens', tokens: { ...first, additional: Object.fromEntries(additional) } };
}

function mapped<T, R>(values: Record<string, T>, change: (value: T) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]));
}
