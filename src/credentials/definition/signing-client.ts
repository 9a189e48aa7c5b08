import { AppError } from '../../errors.ts';
import type { ClientAssertion, JwtGrant, ProviderSettings } from '../../schema/index.ts';
import type { Clock } from '../../system/clock.ts';
import {
  assertionFields,
  isPrivateKey,
  jwtGrantOf,
  readClientCertificate,
  type Client,
} from '../protocol/index.ts';
import type { Integration } from './integration.ts';
import type { Fill } from './placeholders.ts';
import type { Credential } from './store.ts';

/** Clients whose secret is a private key, which signs JWTs (RFC 7523) or belongs to a certificate (RFC 8705) and is never sent. */

/**
 * How the client of a credential authenticates. With the grant type jwt_bearer, it has a signing key instead of a secret,
 * so what an integration says about sending a secret only applies to its other grant types.
 * @throws AppError credential_incomplete if the credential itself says that the key is to be sent
 */
export function authenticationOf(
  { grant_type, client_authentication: own }: Credential,
  { clientAuthentication: theirs }: Integration,
): Client['authentication'] {
  if (grant_type !== 'jwt_bearer') return own ?? theirs ?? 'header';
  if (own !== null && !needsNoSecret(own))
    throw new AppError(
      'credential_incomplete',
      'With the grant type jwt_bearer, client_secret is the private key that signs the JWT, and it is never sent. Set client_authentication to null, none or private_key_jwt.',
      { meta: { missing: ['client_authentication'] } },
    );
  return own ?? (theirs !== undefined && needsNoSecret(theirs) ? theirs : 'omitted');
}

function needsNoSecret(authentication: Client['authentication']): boolean {
  return authentication === 'none' || authentication === 'private_key_jwt';
}

/** Whether the client secret contains a private key, which is never sent. */
export function hasPrivateKey(authentication: Client['authentication'] | null): boolean {
  return authentication === 'private_key_jwt' || authentication === 'tls_client_auth';
}

/**
 * The client with its secret or, if it signs, its signing key. Which of them is missing is added to `missing`.
 * @throws AppError credential_incomplete if a private key would be sent as a client secret
 */
export function clientWith(
  { client_id, client_secret: secret }: Pick<Client, 'client_id' | 'client_secret'>,
  authentication: Client['authentication'],
  { grant_type }: Credential,
  missing: Set<string>,
): Client {
  const hasKey = grant_type === 'jwt_bearer' || hasPrivateKey(authentication);
  if (secret === null && (hasKey || authentication === 'client_secret_jwt')) missing.add('client_secret');
  if (hasKey)
    return {
      client_id,
      client_secret: null,
      ...(secret !== null && { signing_key: secret.trim() }),
      authentication,
    };
  if (secret === null || !isPrivateKey(secret)) return { client_id, client_secret: secret, authentication };
  throw new AppError(
    'credential_incomplete',
    'client_secret contains a private key, which is only used with the client authentication private_key_jwt or tls_client_auth and the grant type jwt_bearer. Set client_authentication, or enter a client secret.',
    { meta: { missing: ['client_authentication'] } },
  );
}

/** What is signed, with placeholders filled in. */
export interface SigningSettings {
  assertion: ClientAssertion;
  /** Undefined with the other grant types. */
  grant: JwtGrant | undefined;
}

export function signingSettingsOf(
  { client_assertion: assertion = {}, jwt_grant: grant = {} }: ProviderSettings,
  fill: Fill,
  { grant_type }: Credential,
  clientId: string,
): SigningSettings {
  return {
    assertion: filledAssertion(assertion, fill),
    grant: grant_type === 'jwt_bearer' ? filledGrant(grant, (text) => fill.claim(text, clientId)) : undefined,
  };
}

function filledAssertion(assertion: ClientAssertion, { text, params }: Fill): ClientAssertion {
  return {
    ...assertion,
    ...(assertion.key_id !== undefined && { key_id: text(assertion.key_id) }),
    ...(assertion.claims !== undefined && { claims: params(assertion.claims) }),
  };
}

function filledGrant(
  { issuer, subject, audience, key_id, claims = {}, ...rest }: JwtGrant,
  fill: (template: string) => string | undefined,
): JwtGrant {
  const filled = (values: object): object =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]: [string, unknown]) => [
        name,
        typeof value === 'string' ? fill(value) : value,
      ]),
    );
  return { ...rest, ...filled({ issuer, subject, audience, key_id }), claims: filled(claims) } as JwtGrant;
}

/**
 * What the client signs in its requests, and the certificate that it uses.
 * @throws AppError credential_incomplete if its key cannot be used, which is found out now rather than during a request
 */
export async function signaturesOf(
  client: Client,
  { assertion, grant }: SigningSettings,
  { tokenUrl, scope, clock }: { tokenUrl: string | undefined; scope: string | undefined; clock: Clock },
): Promise<{ client: Client; signJwtGrant?: () => Promise<string> }> {
  const { client_id: clientId, client_secret, signing_key, authentication: kind } = client;
  const secret = signing_key ?? client_secret;
  if (secret === null) return { client };
  const base = { clientId, secret, clock };
  const signJwtGrant = grant && (() => jwtGrantOf({ ...base, tokenUrl, scope, settings: grant }));
  const assert =
    kind === 'private_key_jwt' || kind === 'client_secret_jwt'
      ? () => assertionFields({ ...base, tokenUrl: tokenUrl ?? '', kind, settings: assertion })
      : undefined;
  await Promise.all([signJwtGrant?.(), assert?.()]);
  return {
    client: {
      ...client,
      ...(assert && { assertion: assert }),
      ...(kind === 'tls_client_auth' && { certificate: readClientCertificate(secret, clock()) }),
    },
    ...(signJwtGrant && { signJwtGrant }),
  };
}
