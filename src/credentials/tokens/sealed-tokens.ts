import type { Connection, CredentialSecrets, Key, StoredTokens } from '../definition/index.ts';
import { publicExtra, type Configuration, type Tokens } from '../protocol/index.ts';
import { isStorable } from '../../system/storable-text.ts';
import { tokenTimesOf } from './refresh-policy.ts';

/** Seals the tokens of a response for storage. */
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
  /** What a refresh replaces: if there is no new refresh token, the old one stays valid (RFC 6749, 6). */
  previous: Connection | null;
  /** By the database's clock. */
  now: number;
  lifetime: number | null;
}): Promise<StoredTokens> {
  const { access_token, token_type, refresh_token, id_token } = tokens;
  const secretValues = [refresh_token, id_token, configuration.client.client_secret];
  const extra = publicExtra(tokens.extra, secretValues, configuration.extraFields);
  return {
    access: await secrets.sealAccess(key, { access_token, token_type, extra, is_public: true }),
    refresh_token:
      refresh_token === null
        ? (previous?.refresh_token ?? null)
        : await secrets.sealRefreshToken(key, refresh_token),
    scopes:
      tokens.scopes ?? previous?.scopes ?? (configuration.scopes.length > 0 ? configuration.scopes : null),
    base_uri: baseUriOf(configuration, tokens.extra) ?? previous?.base_uri ?? null,
    token_url: configuration.tokenUrl,
    obtained_at: now,
    ...tokenTimesOf(now, lifetime),
  };
}

/** Some providers return the base URL of the account's API with the token. */
function baseUriOf({ baseUri, baseUriField }: Configuration, extra: Record<string, unknown>): string | null {
  const value = baseUriField === undefined ? undefined : extra[baseUriField];
  const usable = typeof value === 'string' && value.length <= 2000 && isStorable(value);
  return usable && value.startsWith('https://') && URL.canParse(value) ? value : baseUri;
}
