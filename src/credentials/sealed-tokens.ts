import { isStorable } from '../jsonapi/index.ts';
import type { CredentialSecrets, Key } from './access.ts';
import type { Configuration } from './configuration.ts';
import type { Connection } from './connection-row.ts';
import type { StoredTokens } from './connections.ts';
import { spanOf } from './refresh-policy.ts';
import type { Tokens } from './token-answer.ts';

/** The tokens of an answer, in the form in which they are stored. */
export async function sealTokens({
  secrets,
  key,
  tokens,
  configuration,
  previous,
  now,
  lifetime,
}: {
  secrets: CredentialSecrets;
  key: Key;
  tokens: Tokens;
  configuration: Configuration;
  /** What a refresh replaces: without a new refresh token the old one stays (RFC 6749, 6). */
  previous: Connection | null;
  /** By the database's clock. */
  now: number;
  lifetime: number | null;
}): Promise<StoredTokens> {
  const { access_token, token_type, extra, refresh_token } = tokens;
  return {
    access: await secrets.sealAccess(key, { access_token, token_type, extra }),
    refresh_token:
      refresh_token === null
        ? (previous?.refresh_token ?? null)
        : await secrets.sealRefreshToken(key, refresh_token),
    scopes:
      tokens.scopes ?? previous?.scopes ?? (configuration.scopes.length > 0 ? configuration.scopes : null),
    base_uri: baseUriOf(configuration, extra) ?? previous?.base_uri ?? null,
    token_url: configuration.tokenUrl,
    obtained_at: now,
    ...spanOf(now, lifetime),
  };
}

/** Some providers tell with the token where the account's API is. */
function baseUriOf({ baseUri, baseUriField }: Configuration, extra: Record<string, unknown>): string | null {
  const told = baseUriField === undefined ? undefined : extra[baseUriField];
  const usable = typeof told === 'string' && told.length <= 2000 && isStorable(told);
  return usable && told.startsWith('https://') && URL.canParse(told) ? told : baseUri;
}
