import { AppError } from '../../errors.ts';
import type { ProviderSettings } from '../../schema/index.ts';
import { isSelfIssued, type Configuration } from '../protocol/index.ts';
import type { Connection } from './connection.ts';
import type { Integration } from './integration.ts';
import type { Credential } from './store.ts';
import { fillUrl } from './url-template.ts';

/**
 * Where a credential's own client is sent: its token URL. The component's owner may be another tenant and can put any
 * URL into the descriptor, whose placeholders the component's variables fill, so the URL from when the client was
 * entered is stored with it (`secret_token_url`).
 * @returns null if there is no token URL, or one of its placeholders has no value: a client that is entered then is not
 *   bound to any URL. Otherwise, the person who sets the value later could choose the host
 */
export function secretDestinationOf(credential: Credential, integration: Integration): string | null {
  const destination = destinationOf(credential, integration);
  return destination === 'incomplete' ? null : destination;
}

/**
 * Checked before every use of a credential's own client, and so before sending any refresh token, password or code with
 * it. The provider catalog is built in, so a changed URL in it is not an attack.
 * @throws AppError token_url_changed
 */
export function assertSecretDestination(credential: Credential, integration: Integration): void {
  if (isAtItsDestination(credential, integration)) return;
  throw new AppError(
    'token_url_changed',
    'The token URL has changed since the client secret of this credential was entered. If you trust the new URL, send client_secret again with PATCH on the credential (null if the client has no secret).',
  );
}

/** Whether the client is still sent to the URL that it was entered for. */
export function isAtItsDestination(credential: Credential, integration: Integration): boolean {
  if (isTrustedWith(credential.secret_token_url, integration.trusted && !hasOwnDestination(credential)))
    return true;
  const destination = destinationOf(credential, integration);
  // Nothing can be sent to it: `configure` reports the missing values.
  if (destination === 'incomplete') return true;
  return destination !== null && destination === credential.secret_token_url;
}

function destinationOf(credential: Credential, integration: Integration): string | null {
  const template = credential.token_url ?? integration.tokenUrl;
  if (template === undefined)
    return issuesItself(credential, integration) ? withDestinations(NO_TOKEN_URL, integration) : null;
  let isComplete = true;
  const values = { ...integration.values, ...credential.parameters };
  const url = fillUrl(template, values, () => (isComplete = false));
  return isComplete ? withDestinations(url, integration) : 'incomplete';
}

/** In place of a token URL, if the access token is a JWT that the client signs: the key is sent nowhere. */
export const NO_TOKEN_URL = 'self-issued';

function issuesItself(
  { grant_type: grantType, provider_settings: own }: Credential,
  { settings }: Integration,
) {
  const jwt_grant = own.jwt_grant ?? settings?.jwt_grant;
  return isSelfIssued({ grantType, settings: jwt_grant === undefined ? {} : { jwt_grant } });
}

/**
 * The token URL, and what identifies the other URLs that secrets are sent to: a tenant can change those of its own
 * providers. URLs of endpoints have no fragment (RFC 6749, 3.2).
 */
export function withDestinations(tokenUrl: string, { destinations }: Integration): string {
  return destinations === undefined ? tokenUrl : `${tokenUrl}#${destinations}`;
}

/** Whether the tokens of an account may be sent to where its credential sends them now. */
export function mayReceiveTokens(
  { token_url }: Pick<Connection, 'token_url'>,
  { destination, trusted }: Pick<Configuration, 'destination' | 'trusted'>,
): boolean {
  return token_url === destination || isTrustedWith(token_url, trusted);
}

/**
 * Whether a secret follows its provider to another URL: the catalog's may change with a release. One that was entered
 * for a tenant's own provider does not, because the provider of the catalog with the same ID can be another server.
 */
function isTrustedWith(destination: string | null, trusted: boolean): boolean {
  return trusted && destination?.includes('#') !== true;
}

/**
 * Whether an update enters the client again, which binds it to the current token URL. Changing only client_id does not,
 * because the stored secret stays the same.
 */
export function isClientEntered(before: Credential, after: Credential, secretGiven: boolean): boolean {
  if (secretGiven) return true;
  // A client without a secret is bound again when its token URL, component or parameters change.
  if (after.sealed_secret !== null) return false;
  return (
    before.client_id === null ||
    before.component_id !== after.component_id ||
    before.token_url !== after.token_url ||
    JSON.stringify(before.parameters) !== JSON.stringify(after.parameters)
  );
}

/** Whether a secret or a token is sent to a URL that the credential itself sets. */
export function hasOwnDestination({ token_url, provider_settings }: Credential): boolean {
  return token_url !== null || settingDestinations(provider_settings).length > 0;
}

/** The URLs among a credential's own settings that a secret or a token is sent to, each with what names it. */
export function settingDestinations({
  refresh_url,
  token_exchange,
  account_lookup,
  oauth1,
}: ProviderSettings): [name: string, url: string][] {
  const all = Object.entries({
    refresh_url,
    exchange: token_exchange?.url,
    exchange_refresh: token_exchange?.refresh_url,
    lookup: account_lookup?.url,
    request_token: oauth1?.request_token_url,
  });
  return all.filter((entry): entry is [string, string] => entry[1] !== undefined);
}
