import { requirePermission, type Actor } from '../../actions/index.ts';
import { AppError } from '../../errors.ts';
import { pluralize } from '../../system/pluralize.ts';
import type { JwtGrant, ProviderSettings } from '../../schema/index.ts';
import { hostIsFixed } from '../../system/url-placeholders.ts';
import { isSelfIssued } from '../protocol/index.ts';
import { hasPrivateKey } from './signing-client.ts';
import { settingDestinations } from './secret-destination.ts';
import type { Credential } from './store.ts';

const AT = '/data/attributes';

/**
 * A user who sets a URL that receives the tenant's OAuth client could send its secret to themselves, and one who sets
 * the claims of a token could sign anything with its key. So both require the permission to read the secret.
 * @throws AppError permission_missing
 */
export function assertMaySetClientDestination(
  actor: Actor,
  credential: Credential,
  componentTokenUri: string | null,
): void {
  if (credential.oauth_client_id === null) return;
  const { token_validation } = credential.config_services;
  const destination =
    credential.token_url ??
    credential.provider ??
    credential.device_authorization_url ??
    credential.revocation_url ??
    credential.introspection_url ??
    credential.issuer ??
    settingDestinations(credential.provider_settings)[0]?.[1] ??
    (issuesTokens(credential) ? credential.grant_type : undefined) ??
    (token_validation?.type === 'introspection' ? token_validation.url : undefined);
  // If the host is a placeholder, the user who sets the parameter chooses it.
  const isHostChosen = componentTokenUri !== null && !hostIsFixed(componentTokenUri);
  if ((destination !== undefined && destination !== null) || isHostChosen)
    requirePermission(actor, 'tenants.oauth_clients.get_secret');
}

/** Attributes that determine where secrets and tokens are sent. */
const DESTINATIONS = [
  'token_url',
  'revocation_url',
  'introspection_url',
  'issuer',
  'parameters',
  'provider',
  'component_id',
] as const;

/**
 * The first changed attribute that would send the client secret to a different URL, or have its key sign other access
 * tokens; undefined if none.
 * @param theirs the settings of the provider that the credential uses
 */
export function changedDestination(
  before: Credential,
  after: Credential,
  theirs: ProviderSettings = {},
): string | undefined {
  // Not among the others, because no token is sent there.
  const name = 'device_authorization_url';
  return movedTokens(before, after, theirs) ?? (before[name] === after[name] ? undefined : name);
}

/** The first changed attribute that would send both the client secret and tokens to a different URL. */
function movedTokens(
  before: Credential,
  after: Credential,
  theirs: ProviderSettings = {},
): string | undefined {
  const introspection = ({ config_services: { token_validation: service } }: Credential) =>
    service?.type === 'introspection' ? (service.url ?? null) : null;
  if (introspection(before) !== introspection(after)) return 'config_services';
  if (settingsMoved(before, after)) return 'provider_settings';
  if (sendsSecret(after) && !sendsSecret(before)) return 'signature_method';
  if (signsMore(before, after, theirs))
    return before.client_id === after.client_id ? 'jwt_grant' : 'client_id';
  if (hasSigningKey(before) && !hasSigningKey(after))
    return before.grant_type === after.grant_type ? 'client_authentication' : 'grant_type';
  return DESTINATIONS.find((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
}

/**
 * OAuth 1.0 signs requests that callers send themselves, so nobody knows which secret the provider accepted.
 * @throws AppError validation_failed if a previous secret would be kept that is never tried
 */
export function assertTried(
  { authentication_type }: Credential,
  { previous_client_secret_expires_at: end }: { previous_client_secret_expires_at?: string | null },
): void {
  if (authentication_type === 'oauth2' || typeof end !== 'string') return;
  throw new AppError(
    'validation_failed',
    'previous_client_secret_expires_at is only allowed with the authentication type oauth2. Omit it.',
    { source: { pointer: `${AT}/previous_client_secret_expires_at` } },
  );
}

/** Whether a change leaves the client as it was, and sends its secret the same way to the same URLs. */
export function hasSameClient(before: Credential, after: Credential): boolean {
  return (
    changedDestination(before, after) === undefined &&
    before.client_id === after.client_id &&
    before.client_authentication === after.client_authentication &&
    before.authentication_type === after.authentication_type
  );
}

/** Whether the client secret is a private key, which is never sent. */
function hasSigningKey({ grant_type, client_authentication }: Credential): boolean {
  return grant_type === 'jwt_bearer' || hasPrivateKey(client_authentication);
}

/**
 * Whether the key would sign other JWTs that callers get as access tokens. With claims that someone chooses, such a JWT
 * could be one with which the client authenticates elsewhere.
 */
function signsMore(before: Credential, after: Credential, theirs: ProviderSettings): boolean {
  const claimsOf = (credential: Credential) => {
    const { client_id, scopes, scope_separator } = credential;
    const scope = jwtGrantOf(credential, theirs)?.scope === 'claim' ? [scopes, scope_separator] : [];
    return issuesTokens(credential, theirs)
      ? JSON.stringify([client_id, ...scope, ...grantees(credential)])
      : null;
  };
  return issuesTokens(after, theirs) && claimsOf(before) !== claimsOf(after);
}

/** @param theirs the settings of the provider that the credential uses */
function issuesTokens(credential: Credential, theirs: ProviderSettings = {}): boolean {
  const jwt_grant = jwtGrantOf(credential, theirs);
  const settings = jwt_grant === undefined ? {} : { jwt_grant };
  return isSelfIssued({ grantType: credential.grant_type, settings });
}

function jwtGrantOf({ provider_settings: own }: Credential, theirs: ProviderSettings): JwtGrant | undefined {
  return own.jwt_grant ?? theirs.jwt_grant;
}

/** With PLAINTEXT, the consumer secret is sent; with the other signature methods, it only signs (RFC 5849, 3.4). */
function sendsSecret({ provider_settings: { oauth1 } }: Credential): boolean {
  return oauth1?.signature_method === 'PLAINTEXT';
}

function settingsMoved(before: Credential, after: Credential): boolean {
  const urls = ({ provider_settings }: Credential) => JSON.stringify(settingDestinations(provider_settings));
  return urls(before) !== urls(after);
}

/** The settings that decide what is returned with a token, and so where components send it. */
function accountSources({ provider_settings: { callback, token_response, account_lookup } }: Credential) {
  return [callback?.values, token_response, account_lookup];
}

/** The settings that decide whose tokens, and tokens for what, a signed JWT or a subject token is exchanged for. */
function grantees({ provider_settings: { jwt_grant, token_exchange: exchange } }: Credential) {
  const theirs = [jwt_grant?.issuer, jwt_grant?.subject, jwt_grant?.audience, jwt_grant?.claims];
  return [...theirs, exchange?.audience, exchange?.resource];
}

/** Settings that make no difference to a refresh. */
const NOT_FOR_REFRESHES = ['name', 'keep_alive', 'config_services', 'version', 'updated_at', 'connection'];

/** Whether a change may let a refresh succeed that failed before. */
export function isForRefreshes(before: Credential, after: Credential): boolean {
  const relevant = (credential: Credential) =>
    JSON.stringify(Object.entries(credential).filter(([name]) => !NOT_FOR_REFRESHES.includes(name)));
  return relevant(before) !== relevant(after);
}

/**
 * Whether the change would send the account's tokens to a different URL, use them with a different client, bind them to
 * a key or no longer, or get those of another account.
 */
export function mustReconnect(before: Credential, after: Credential): boolean {
  return (
    movedTokens(before, after) !== undefined ||
    JSON.stringify(grantees(before)) !== JSON.stringify(grantees(after)) ||
    before.base_uri !== after.base_uri ||
    before.client_id !== after.client_id ||
    before.oauth_client_id !== after.oauth_client_id ||
    before.authentication_type !== after.authentication_type ||
    JSON.stringify(before.provider_settings.oauth1) !== JSON.stringify(after.provider_settings.oauth1) ||
    before.provider_settings.dpop !== after.provider_settings.dpop ||
    before.grant_type !== after.grant_type
  );
}

/** Attributes that determine where an account's tokens are sent. */
const TOKEN_DESTINATIONS = [...DESTINATIONS, 'userinfo_url', 'base_uri'] as const;

/**
 * A user who changes where an existing credential's tokens are sent could send them to themselves, so the change
 * requires the permission to get tokens.
 * @throws AppError permission_missing
 */
export function assertMayChangeTokenDestination(actor: Actor, before: Credential, after: Credential): void {
  const checkedAt = ({ config_services: { token_validation: service } }: Credential) =>
    service !== undefined && 'url' in service ? service.url : null;
  const moved =
    checkedAt(before) !== checkedAt(after) ||
    settingsMoved(before, after) ||
    JSON.stringify(accountSources(before)) !== JSON.stringify(accountSources(after)) ||
    TOKEN_DESTINATIONS.some((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  if (moved) requirePermission(actor, 'tenants.credentials.use');
}

const REASONS: Readonly<Record<string, string>> = {
  client_authentication: 'With this change, the private key would be used as a client secret.',
  grant_type: 'With this change, the private key would be used as a client secret.',
  jwt_grant: 'With this change, the private key would sign other access tokens.',
  client_id: 'With this change, the private key would sign other access tokens.',
  signature_method:
    'With this change, the client secret, which has only signed requests so far, would be sent.',
};

const MEMBERS: Readonly<Record<string, string>> = {
  signature_method: 'provider_settings/oauth1/signature_method',
  jwt_grant: 'provider_settings/jwt_grant',
};

/** A stored secret is only sent to a different URL after it has been entered again. */
export function secretRequired(moved: string): AppError {
  const related = moved === 'provider' || moved === 'component_id';
  const why = REASONS[moved] ?? 'With this change, the client secret would be sent to a different URL.';
  const attribute = MEMBERS[moved] ?? moved;
  return new AppError('validation_failed', `${why} Send client_secret again in the same request.`, {
    source: { pointer: related ? '/data/relationships' : `${AT}/${attribute}` },
  });
}

/** @throws AppError credential_in_use naming the flows */
export function assertNotInFlows({ flows, count }: { flows: string[]; count: number }): void {
  if (count === 0) return;
  throw new AppError(
    'credential_in_use',
    `The credential is in use: ${pluralize(count, 'flow includes', 'flows include')} it. Remove it from every flow first.`,
    { meta: { flows, count } },
  );
}
