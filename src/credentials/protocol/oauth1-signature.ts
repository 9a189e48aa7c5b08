import { createHmac, createPrivateKey, createSign, type KeyObject } from 'node:crypto';
import { AppError } from '../../errors.ts';
import type { Oauth1SignatureMethod, Oauth1Transmission } from '../../schema/index.ts';

/** The client and the token that sign requests (RFC 5849, 1.1). */
export interface Oauth1Keys {
  /** The consumer key. */
  client_id: string;
  /** The consumer secret; with RSA, the private key. */
  client_secret: string;
  /** Empty if the client signs only for itself. */
  token: string;
  token_secret: string;
}

/** How a provider expects signed requests. */
export interface Oauth1Style {
  signature_method: Oauth1SignatureMethod;
  /** Not signed (RFC 5849, 3.4.1.3.1). */
  realm: string | undefined;
  transmission: Oauth1Transmission;
}

export interface UnsignedRequest {
  method: string;
  /** Absolute, without a fragment. */
  url: string;
  /** The body, if it is form-encoded. */
  form?: string | undefined;
}

/** A request to send exactly like this. The header is absent if the query has the parameters. */
export interface SignedRequest {
  url: string;
  authorization: string | undefined;
}

/** What makes a request unique (RFC 5849, 3.3), and further parameters of the protocol, such as oauth_callback. */
export interface Oauth1Moment {
  nonce: string;
  /** Seconds since the epoch. */
  timestamp: number;
  params?: Readonly<Record<string, string>>;
}

/**
 * Signs a request (RFC 5849, 3.1).
 * @throws AppError credential_incomplete if the client secret is not a key that the signature method can use
 */
export function signRequest(
  request: UnsignedRequest,
  keys: Oauth1Keys,
  style: Oauth1Style,
  { nonce, timestamp, params = {} }: Oauth1Moment,
): SignedRequest {
  const protocol: Record<string, string> = {
    oauth_consumer_key: keys.client_id,
    ...(keys.token !== '' && { oauth_token: keys.token }),
    oauth_signature_method: style.signature_method,
    oauth_timestamp: String(timestamp),
    oauth_nonce: nonce,
    oauth_version: '1.0',
    ...params,
  };
  const base = signatureBase(request, Object.entries(protocol));
  const signed = [...Object.entries(protocol), ['oauth_signature', signatureOf(base, keys, style)] as const];
  const url = new URL(request.url);
  if (style.transmission === 'header')
    return { url: url.href, authorization: authorizationHeader(signed, style.realm) };
  const added = signed.map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`).join('&');
  url.search = url.search === '' ? added : `${url.search}&${added}`;
  return { url: url.href, authorization: undefined };
}

/** The signature base string (RFC 5849, 3.4.1). @param protocol the parameters of the protocol, without oauth_signature */
export function signatureBase(
  { method, url, form = '' }: UnsignedRequest,
  protocol: readonly (readonly [string, string])[],
): string {
  const { origin, pathname, search } = new URL(url);
  const params = [...new URLSearchParams(search), ...new URLSearchParams(form), ...protocol];
  const sorted = params
    .map(([name, value]) => [percentEncode(name), percentEncode(value)] as const)
    .sort(([a, one], [b, other]) => compare(a, b) || compare(one, other))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  return [method.toUpperCase(), origin + pathname, sorted].map(percentEncode).join('&');
}

/** Encodes everything but unreserved characters (RFC 5849, 3.6). */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** By code units: what is compared is ASCII. */
function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** RFC 5849, 3.4.2 to 3.4.4. The methods with SHA-256 are the same with another hash. */
function signatureOf(base: string, keys: Oauth1Keys, { signature_method: method }: Oauth1Style): string {
  const key = `${percentEncode(keys.client_secret)}&${percentEncode(keys.token_secret)}`;
  switch (method) {
    case 'HMAC-SHA1':
      return createHmac('sha1', key).update(base).digest('base64');
    case 'HMAC-SHA256':
      return createHmac('sha256', key).update(base).digest('base64');
    case 'RSA-SHA1':
    case 'RSA-SHA256':
      return rsaSignature(base, keys.client_secret, method);
    case 'PLAINTEXT':
      return key;
  }
}

function rsaSignature(base: string, pem: string, method: 'RSA-SHA1' | 'RSA-SHA256'): string {
  try {
    return createSign(method).update(base).sign(privateKeyIn(pem), 'base64');
  } catch {
    throw new AppError(
      'credential_incomplete',
      `With the signature method ${method}, client_secret must be an RSA private key as PEM, beginning with -----BEGIN PRIVATE KEY-----.`,
      { meta: { missing: ['client_secret'] } },
    );
  }
}

/** Reads a PEM even if its line breaks were lost, as when it is pasted into a field of one line. */
function privateKeyIn(pem: string): KeyObject {
  const [, label = '', body = ''] = /-----BEGIN ([A-Z ]+)-----([^-]+)-----END/.exec(pem) ?? [];
  const type = label === 'RSA PRIVATE KEY' ? 'pkcs1' : 'pkcs8';
  const key = createPrivateKey({ key: Buffer.from(body, 'base64'), format: 'der', type });
  if (key.asymmetricKeyType !== 'rsa') throw new TypeError('The key is not an RSA key.');
  return key;
}

/** RFC 5849, 3.5.1. */
function authorizationHeader(
  params: readonly (readonly [string, string])[],
  realm: string | undefined,
): string {
  const quoted = params.map(([name, value]) => `${percentEncode(name)}="${percentEncode(value)}"`);
  return `OAuth ${[...(realm === undefined ? [] : [`realm="${realm}"`]), ...quoted].join(', ')}`;
}
