import { AppError } from '../../errors.ts';
import { OutboundError, type Outbound } from '../../http/index.ts';
import { providerErrorText } from '../protocol/index.ts';
import { MAX_RESPONSE_DEPTH, parseJson } from '../../system/json-depth.ts';
import { isObject } from '../../system/json-type.ts';
import type { Credential } from './store.ts';

const ISSUER = '/data/attributes/issuer';

/** Members of a discovery document and the credential attributes they set. */
const NAMES = {
  authorization_endpoint: 'authorization_url',
  device_authorization_endpoint: 'device_authorization_url',
  token_endpoint: 'token_url',
  revocation_endpoint: 'revocation_url',
  introspection_endpoint: 'introspection_url',
  userinfo_endpoint: 'userinfo_url',
  jwks_uri: 'jwks_url',
} as const;

type Discovered = Partial<Record<(typeof NAMES)[keyof typeof NAMES], string>> &
  Partial<Pick<Credential, 'client_authentication' | 'pkce'>>;

/**
 * Reads an issuer's discovery document, first from its OpenID Connect location (OpenID Connect Discovery 1.0, 4), then
 * from its OAuth location (RFC 8414, 3).
 * @param isMutualTls whether the client authenticates with a certificate, for which the issuer may have other URLs
 * @throws AppError validation_failed, provider_unavailable, url_not_allowed
 */
export async function discover(
  outbound: Outbound,
  issuer: string,
  isMutualTls: boolean,
): Promise<Discovered> {
  outbound.assertAllowed(issuer, ISSUER);
  const url = new URL(issuer);
  const path = url.pathname.replace(/\/$/, '');
  const places = [
    `${url.origin}${path}/.well-known/openid-configuration`,
    `${url.origin}/.well-known/oauth-authorization-server${path}`,
  ];
  for (const place of places) {
    const document = await fetchDocument(outbound, place);
    if (document === undefined) continue;
    const named = document['issuer'];
    if (typeof named !== 'string') throw fault('The discovery document has no issuer.');
    if (named !== issuer)
      throw fault(
        `The discovery document names a different issuer: ${providerErrorText(named, undefined)}. If that is the right one, set issuer to exactly that value.`,
      );
    return read(isMutualTls ? withAliases(document) : document, outbound);
  }
  throw fault(
    'No discovery document was found for this issuer. Check issuer, or leave it out and enter the URLs instead.',
  );
}

async function fetchDocument(outbound: Outbound, url: string): Promise<Record<string, unknown> | undefined> {
  try {
    const { status, body } = await outbound.send({ url, headers: { accept: 'application/json' } });
    if (status !== 200) return undefined;
    const document = parseJson(body, MAX_RESPONSE_DEPTH);
    return typeof document === 'object' && document !== null
      ? (document as Record<string, unknown>)
      : undefined;
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
    throw new AppError(
      error.kind === 'not_allowed' ? 'url_not_allowed' : 'provider_unavailable',
      error.message,
      { source: { pointer: ISSUER }, ...(error.kind !== 'not_allowed' && { retryAfter: 5 }) },
    );
  }
}

/** The URLs for clients with a certificate instead of the usual ones (RFC 8705, 5). */
function withAliases(document: Record<string, unknown>): Record<string, unknown> {
  const aliases = document['mtls_endpoint_aliases'];
  return isObject(aliases) ? { ...document, ...aliases } : document;
}

function read(document: Record<string, unknown>, outbound: Outbound): Discovered {
  const found: Discovered = {};
  for (const [theirs, ours] of Object.entries(NAMES)) {
    const value = document[theirs];
    if (typeof value !== 'string' || value.length > 2000 || !/^[\x21-\x7e]+$/.test(value)) continue;
    outbound.assertAllowed(value, ISSUER);
    found[ours] = value;
  }
  const methods = document['token_endpoint_auth_methods_supported'];
  if (
    Array.isArray(methods) &&
    !methods.includes('client_secret_basic') &&
    methods.includes('client_secret_post')
  )
    found.client_authentication = 'body';
  return found;
}

function fault(detail: string): AppError {
  return new AppError('validation_failed', detail, { source: { pointer: ISSUER } });
}
