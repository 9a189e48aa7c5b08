import { createVerify } from 'node:crypto';
// Another implementation of RFC 5849, so that an error in ours is not repeated here.
import theirs from 'oauth-sign';
import type { SeenRequest } from './scripted-provider.ts';

type Params = Record<string, string | string[]>;

/** The client of a provider that plays OAuth 1.0. */
export interface Oauth1Client {
  client_id: string;
  /** Verifies HMAC and PLAINTEXT. */
  client_secret: string;
  /** Verifies RSA. */
  publicKey?: string;
}

/** The parameters of the protocol, from the Authorization header or the query. */
export function protocolParams({ headers, target }: Pick<SeenRequest, 'headers' | 'target'>): {
  params: Record<string, string>;
  realm: string | undefined;
} {
  const { authorization } = headers;
  if (authorization === undefined) {
    const query = [...new URL(target, 'http://here').searchParams];
    return {
      params: Object.fromEntries(query.filter(([name]) => name.startsWith('oauth_'))),
      realm: undefined,
    };
  }
  if (!authorization.startsWith('OAuth ')) throw new Error(`scheme: ${authorization}`);
  const pairs = [...authorization.slice(6).matchAll(/([A-Za-z_]+)="([^"]*)"/g)];
  const realm = pairs.find(([, name]) => name === 'realm')?.[2];
  const own = pairs.filter(([, name]) => name !== 'realm');
  return {
    params: Object.fromEntries(own.map(([, name, value]) => [name, decodeURIComponent(value!)])),
    realm,
  };
}

/** Verifies requests as a server does (RFC 5849, 3.2): signature, timestamp, and that no nonce is used twice. */
export function createVerifier(client: Oauth1Client, signatureMethod: string) {
  const nonces = new Set<string>();
  /** @returns what is wrong with the request; undefined if nothing is */
  return (
    request: Pick<SeenRequest, 'method' | 'target' | 'headers' | 'contentType' | 'text'>,
    origin: string,
    tokenSecret: string,
  ): string | undefined => {
    const { params } = protocolParams(request);
    if (params['oauth_consumer_key'] !== client.client_id) return 'consumer_key_unknown';
    if (params['oauth_signature_method'] !== signatureMethod) return 'signature_method_rejected';
    if (Math.abs(Number(params['oauth_timestamp']) - Date.now() / 1000) > 300) return 'timestamp_refused';
    const once = `${params['oauth_timestamp']} ${params['oauth_nonce']}`;
    if (params['oauth_nonce'] === undefined || nonces.has(once)) return 'nonce_used';
    nonces.add(once);
    const { oauth_signature: signature, ...signed } = allParams(request, params);
    const url = new URL(request.target, origin);
    const base = `${url.origin}${url.pathname}`;
    if (typeof signature !== 'string') return 'parameter_absent';
    return isValid(signature, { client, signatureMethod, method: request.method, base, signed, tokenSecret })
      ? undefined
      : 'signature_invalid';
  };
}

function isValid(
  signature: string,
  it: {
    client: Oauth1Client;
    signatureMethod: string;
    method: string;
    base: string;
    signed: Params;
    tokenSecret: string;
  },
): boolean {
  const { client, signatureMethod, method, base, signed, tokenSecret } = it;
  if (signatureMethod.startsWith('RSA-'))
    return createVerify(signatureMethod)
      .update(theirs.generateBase(method, base, signed))
      .verify(client.publicKey!, signature, 'base64');
  return signature === theirs.sign(signatureMethod, method, base, signed, client.client_secret, tokenSecret);
}

function allParams(
  { target, contentType, text }: Pick<SeenRequest, 'target' | 'contentType' | 'text'>,
  protocol: Record<string, string>,
): Params {
  const form = contentType === 'application/x-www-form-urlencoded' ? [...new URLSearchParams(text)] : [];
  const query = [...new URL(target, 'http://here').searchParams];
  const all: Record<string, string[]> = {};
  for (const [name, value] of [...query, ...form]) (all[name] ??= []).push(value);
  const single = Object.entries(all).map(([name, values]) => [
    name,
    values.length === 1 ? values[0]! : values,
  ]);
  return { ...(Object.fromEntries(single) as Params), ...protocol };
}
