import type { Keyring } from '../../crypto/index.ts';
import type { Oauth1Signing } from '../../schema/index.ts';
import { publicExtra, type AdditionalToken, type SubjectTokens } from '../protocol/index.ts';

/** The part of the provider's token response that is returned with the token. */
export interface Access {
  access_token: string;
  token_type: string;
  /** With OAuth 1.0 only. */
  token_secret?: string;
  /** How requests are signed, with OAuth 1.0 only. */
  oauth1?: Oauth1Signing;
  /** Fields of the response that OAuth does not define, such as instance_url. */
  extra: Record<string, unknown>;
  /** The private key that the token is bound to (`protocol/dpop-key.ts`). It is never returned. */
  dpop_key?: string;
  /** Further tokens, by name. Their refresh tokens are never returned. */
  additional?: Record<string, StoredAdditional>;
  /** `extra` has already been filtered by `publicExtra`; absent in rows that older versions stored. */
  is_public?: true;
}

/** A further token of an account. `expires_at` is milliseconds since the epoch, by the database's clock. */
export interface StoredAdditional extends Omit<AdditionalToken, 'lifetime'> {
  expires_at: number | null;
}

/** Seals and opens the secrets of a credential, each bound to its column. */
export interface CredentialSecrets {
  sealClientSecret(key: Key, secret: string): Promise<string>;
  openClientSecret(key: Key, sealed: string): Promise<string>;
  /** The client secret that was replaced. */
  sealPreviousSecret(key: Key, secret: string): Promise<string>;
  openPreviousSecret(key: Key, sealed: string): Promise<string>;
  sealAccess(key: Key, access: Access): Promise<string>;
  openAccess(key: Key, sealed: string): Promise<Access>;
  sealRefreshToken(key: Key, token: string): Promise<string>;
  openRefreshToken(key: Key, sealed: string): Promise<string>;
  sealSubject(key: Key, subject: SubjectTokens): Promise<string>;
  openSubject(key: Key, sealed: string): Promise<SubjectTokens>;
  sealCodeVerifier(key: Key, verifier: string): Promise<string>;
  openCodeVerifier(key: Key, sealed: string): Promise<string>;
  /** The private key of an attempt, until its tokens are stored with it. */
  sealDpopKey(key: Key, privateKey: string): Promise<string>;
  openDpopKey(key: Key, sealed: string): Promise<string>;
  sealDeviceCode(key: Key, code: string): Promise<string>;
  openDeviceCode(key: Key, sealed: string): Promise<string>;
  sealTemporary(key: Key, temporary: TemporaryCredentials): Promise<string>;
  openTemporary(key: Key, sealed: string): Promise<TemporaryCredentials>;
}

/** What an attempt with OAuth 1.0 keeps until the user returns (RFC 5849, 2.1). */
interface TemporaryCredentials {
  token: string;
  token_secret: string;
}

export interface Key {
  tenantId: string;
  /** The ID of the credential; for a code verifier or device code, of the connection attempt. */
  id: string;
}

export function createCredentialSecrets(keyring: Keyring): CredentialSecrets {
  const at =
    (table: string, column: string) =>
    ({ tenantId, id }: Key) => ({ tenant: tenantId, table, row: id, column });
  const clientSecret = at('credentials', 'client_secret');
  const previousSecret = at('credentials', 'previous_client_secret');
  const access = at('connections', 'access');
  const refreshToken = at('connections', 'refresh_token');
  const subject = at('connections', 'subject_token');
  const codeVerifier = at('connection_attempts', 'code_verifier');
  const dpopKey = at('connection_attempts', 'dpop_key');
  const deviceCode = at('connection_attempts', 'device_code');
  return {
    sealClientSecret: (key, secret) => keyring.seal(secret, clientSecret(key)),
    openClientSecret: (key, sealed) => keyring.open(sealed, clientSecret(key)),
    sealPreviousSecret: (key, secret) => keyring.seal(secret, previousSecret(key)),
    openPreviousSecret: (key, sealed) => keyring.open(sealed, previousSecret(key)),
    sealAccess: (key, value) => keyring.seal(JSON.stringify(value), access(key)),
    async openAccess(key, sealed) {
      const value = JSON.parse(await keyring.open(sealed, access(key))) as Access;
      return value.is_public ? value : { ...value, extra: publicExtra(value.extra) };
    },
    sealRefreshToken: (key, token) => keyring.seal(token, refreshToken(key)),
    openRefreshToken: (key, sealed) => keyring.open(sealed, refreshToken(key)),
    sealSubject: (key, value) => keyring.seal(JSON.stringify(value), subject(key)),
    openSubject: async (key, sealed) => JSON.parse(await keyring.open(sealed, subject(key))) as SubjectTokens,
    sealCodeVerifier: (key, verifier) => keyring.seal(verifier, codeVerifier(key)),
    openCodeVerifier: (key, sealed) => keyring.open(sealed, codeVerifier(key)),
    sealDpopKey: (key, privateKey) => keyring.seal(privateKey, dpopKey(key)),
    openDpopKey: (key, sealed) => keyring.open(sealed, dpopKey(key)),
    sealDeviceCode: (key, code) => keyring.seal(code, deviceCode(key)),
    openDeviceCode: (key, sealed) => keyring.open(sealed, deviceCode(key)),
    // An attempt has either of the two, so they share a column.
    sealTemporary: (key, value) => keyring.seal(JSON.stringify(value), codeVerifier(key)),
    openTemporary: async (key, sealed) =>
      JSON.parse(await keyring.open(sealed, codeVerifier(key))) as TemporaryCredentials,
  };
}
