import type { ClientCertificate, OutboundRequest } from '../../http/index.ts';
import type { BasicEncoding, ClientAuthentication, TokenRequestFormat } from '../../schema/index.ts';

/** Parameters of a request by name. One with several values is sent several times (RFC 8693, 2.1). */
export type Fields = Readonly<Record<string, string | readonly string[]>>;

/** The client registered at the provider, and how it authenticates there. */
export interface Client {
  client_id: string;
  /** null for a public client, and for one with a signing key. */
  client_secret: string | null;
  /** The private key of a client that signs JWTs, or the PEM of one with a certificate. It is not sent anywhere. */
  signing_key?: string;
  /** omitted: requests contain nothing of the client, because a JWT is all that they need (RFC 7523, 3.1). */
  authentication: ClientAuthentication | 'omitted';
  /** The fields of a client that authenticates with a signed JWT (`client-assertion.ts`). */
  assertion?: () => Promise<Record<string, string>>;
  /** The certificate of a client that authenticates by mutual TLS (`client-certificate.ts`). */
  certificate?: ClientCertificate;
  /** Itself with the secret that was replaced, while that is still tried (`either-secret.ts`). */
  previous?: PreviousClient;
}

export interface PreviousClient extends Client {
  /** Signs the JWT that is exchanged for tokens. Only with the grant type jwt_bearer. */
  signJwtGrant?: () => Promise<string>;
  /** Called when the provider accepts it, after it has refused the current secret. */
  onAccepted(): void;
}

/** The client's secrets that are in use: the current one first. */
export function secretsOf({ client_secret, previous }: Client): string[] {
  return [client_secret, previous?.client_secret].filter((secret) => typeof secret === 'string');
}

/** How a provider expects requests with client authentication. */
export interface RequestStyle {
  method: 'GET' | 'POST' | 'DELETE';
  format: TokenRequestFormat;
  headers: Readonly<Record<string, string>>;
  /** The name of the parameter client_id. */
  clientIdName: string;
  /** The name of the parameter client_secret. */
  clientSecretName: string;
  basicEncoding: BasicEncoding;
  /** A client without a secret authenticates with an empty one. */
  emptySecret: boolean;
  /** Standard parameters that the provider does not accept. */
  omitted: readonly string[];
}

export const STANDARD_STYLE: RequestStyle = {
  method: 'POST',
  format: 'form',
  headers: {},
  clientIdName: 'client_id',
  clientSecretName: 'client_secret',
  basicEncoding: 'form',
  emptySecret: false,
  omitted: [],
};

/**
 * A request to a token, revocation or introspection endpoint. The client authenticates in the header or among the
 * fields, never in both (RFC 6749, 2.3). Keeps the URL's query string (3.2).
 */
export async function clientRequest(
  url: string,
  client: Client,
  fields: Fields,
  style: RequestStyle = STANDARD_STYLE,
): Promise<OutboundRequest> {
  const { client_id, authentication } = client;
  const client_secret = client.client_secret ?? (style.emptySecret ? '' : null);
  const sent: Record<string, string | readonly string[]> = { ...fields };
  const headers: Record<string, string> = { ...style.headers };
  if (authentication === 'header' && client_secret !== null) {
    headers['authorization'] = basic(client_id, client_secret, style.basicEncoding);
  } else if (authentication !== 'omitted') {
    sent[style.clientIdName] = client_id;
    if (authentication === 'body' && client_secret !== null) sent[style.clientSecretName] = client_secret;
    Object.assign(sent, await client.assertion?.());
  }
  for (const name of style.omitted) delete sent[name];
  return withCertificate(fieldRequest(url, sent, { ...style, headers }), client);
}

/** Uses the client's certificate, if it authenticates by mutual TLS. */
export function withCertificate(request: OutboundRequest, { certificate }: Client): OutboundRequest {
  return certificate === undefined ? request : { ...request, clientCertificate: certificate };
}

/** A request with these fields where the provider expects them: in the query, a JSON object, or a form, if there are any. */
export function fieldRequest(
  url: string,
  fields: Fields,
  style: Pick<RequestStyle, 'method' | 'format' | 'headers'>,
): OutboundRequest {
  const { method } = style;
  const headers = { ...lowerCase(style.headers), accept: 'application/json' };
  if (Object.keys(fields).length === 0) return { url, method, headers };
  if (method === 'GET' || style.format === 'query') return { url: withQuery(url, fields), method, headers };
  const [type, body] =
    style.format === 'json'
      ? ['application/json', JSON.stringify(fields)]
      : ['application/x-www-form-urlencoded', new URLSearchParams(pairsOf(fields)).toString()];
  return { url, method, headers: { ...headers, 'content-type': type }, body };
}

/** Headers with their names in lower case, so that none is sent twice. */
export function lowerCase(headers: RequestStyle['headers']): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** Adds parameters to a URL's query, replacing those of the same name. */
export function withQuery(address: string, params: Fields): string {
  const url = new URL(address);
  for (const name of Object.keys(params)) url.searchParams.delete(name);
  for (const [name, value] of pairsOf(params)) url.searchParams.append(name, value);
  // Not every provider decodes a plus sign as a space.
  url.search = url.search.replaceAll('+', '%20');
  return url.href;
}

function pairsOf(fields: Fields): [name: string, value: string][] {
  return Object.entries(fields).flatMap(([name, value]) =>
    (typeof value === 'string' ? [value] : value).map((one): [string, string] => [name, one]),
  );
}

/**
 * Form-encodes both parts first (RFC 6749, 2.3.1), so that a colon in the ID is not read as the separator. Some
 * providers do not decode them.
 */
function basic(id: string, secret: string, encoding: BasicEncoding): string {
  const encode = (part: string) =>
    encoding === 'form' ? encodeURIComponent(part).replaceAll('%20', '+') : part;
  return `Basic ${Buffer.from(`${encode(id)}:${encode(secret)}`).toString('base64')}`;
}
