import type { Request } from 'express';
import { isToken, sha256 } from '../crypto/index.ts';
import type { Fields } from '../http/index.ts';
import { SECRET_PREFIX, type Client, type ClientRead } from '../oauth-apps/index.ts';
import type { Clock } from '../system/clock.ts';
import { OauthError } from './oauth-error.ts';

/** @throws OauthError invalid_client, invalid_request */
export type AuthenticateClient = (request: Request, form: Fields) => Promise<Client>;

/**
 * Which app sends a request, and whether it is that (RFC 6749, 2.3.1 and 3.2.1): by Basic, whose two parts are
 * form-encoded, or in the body, and never by both. A public app only says who it is.
 */
export function createClientAuthentication(parts: {
  read: ClientRead;
  clock: Clock;
  /** Told of every use of a secret, for `last_used_at`. */
  used(tenantId: string, secretId: string): void;
}): AuthenticateClient {
  const { read, clock, used } = parts;
  return async (request, form) => {
    const { id, secret } = credentialsOf(request.headers.authorization, form);
    const client = await read(id);
    if (client === undefined) throw unknown();
    if (client.public) {
      if (secret !== undefined) throw new OauthError('invalid_client', 'A public app has no secret to send.');
      return client;
    }
    // The checksum tells a typo or a guess without hashing; digests of one length tell nothing when compared.
    const hash = secret !== undefined && isToken(SECRET_PREFIX, secret) ? sha256(secret) : undefined;
    const now = clock();
    const match = client.secrets.find(
      (candidate) => candidate.hash === hash && (candidate.expiresAt === null || candidate.expiresAt > now),
    );
    if (match === undefined) throw unknown();
    used(client.tenantId, match.id);
    return client;
  };
}

function credentialsOf(header: string | undefined, form: Fields): { id: string; secret: string | undefined } {
  const [id, secret] = [form.get('client_id'), form.get('client_secret')];
  if (header === undefined) {
    if (id === undefined)
      throw new OauthError(
        'invalid_client',
        'Send the client by HTTP Basic, or client_id and client_secret in the body.',
      );
    return { id, secret };
  }
  if (secret !== undefined)
    throw new OauthError(
      'invalid_request',
      'The client is authenticated in the header or in the body, not in both.',
    );
  const basic = readBasic(header);
  if (id !== undefined && id !== basic.id)
    throw new OauthError('invalid_request', 'client_id in the body is not the client of the header.');
  return basic;
}

function readBasic(header: string): { id: string; secret: string } {
  const encoded = /^basic +([A-Za-z0-9+/]+={0,2})$/i.exec(header.trim())?.[1];
  const text = encoded === undefined ? '' : Buffer.from(encoded, 'base64').toString();
  const colon = text.indexOf(':');
  if (colon < 0)
    throw new OauthError(
      'invalid_client',
      'The Authorization header must be Basic with client_id:client_secret.',
    );
  try {
    const [id, secret] = [text.slice(0, colon), text.slice(colon + 1)].map((part) =>
      decodeURIComponent(part.replaceAll('+', ' ')),
    ) as [string, string];
    return { id, secret };
  } catch {
    throw new OauthError('invalid_client', 'The parts of the Basic credentials must be form-encoded.');
  }
}

/** The same for an unknown app and a wrong secret. */
function unknown(): OauthError {
  return new OauthError('invalid_client', 'There is no such client, or its secret is not right.');
}
