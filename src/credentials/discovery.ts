import { AppError } from '../errors.ts';
import { OutboundError, type Outbound } from '../http/index.ts';
import { isDeeperThan } from '../jsonapi/index.ts';
import type { Credential } from './store.ts';
import { inTheirWords } from './their-words.ts';

const ISSUER = '/data/attributes/issuer';
const DEEPEST = 32;

/** Members of a discovery document and what they are called here. */
const NAMES = {
  authorization_endpoint: 'authorization_url',
  token_endpoint: 'token_url',
  revocation_endpoint: 'revocation_url',
  introspection_endpoint: 'introspection_url',
  userinfo_endpoint: 'userinfo_url',
  jwks_uri: 'jwks_url',
} as const;

type Discovered = Partial<Record<(typeof NAMES)[keyof typeof NAMES], string>> &
  Partial<Pick<Credential, 'client_authentication' | 'pkce'>>;

/**
 * What an issuer says of itself (OpenID Connect Discovery 1.0, 4; RFC 8414, 3): first where OpenID Connect puts it,
 * then where OAuth does.
 * @throws AppError validation_failed, provider_unavailable, url_not_allowed
 */
export async function discover(outbound: Outbound, issuer: string): Promise<Discovered> {
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
    if (document['issuer'] !== issuer) {
      throw fault(
        `The discovery document is another issuer's: ${inTheirWords(String(document['issuer']), undefined)}. Enter that one if it is meant.`,
      );
    }
    return read(document, outbound);
  }
  throw fault('There is no discovery document of this issuer. Enter the URLs instead.');
}

async function fetchDocument(outbound: Outbound, url: string): Promise<Record<string, unknown> | undefined> {
  try {
    const { status, body } = await outbound.send({ url, headers: { accept: 'application/json' } });
    if (status !== 200) return undefined;
    if (isDeeperThan(DEEPEST, body)) return undefined;
    const document: unknown = JSON.parse(body);
    return typeof document === 'object' && document !== null
      ? (document as Record<string, unknown>)
      : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    if (!(error instanceof OutboundError)) throw error;
    throw new AppError(
      error.kind === 'not_allowed' ? 'url_not_allowed' : 'provider_unavailable',
      error.message,
      { source: { pointer: ISSUER }, ...(error.kind !== 'not_allowed' && { retryAfter: 5 }) },
    );
  }
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
