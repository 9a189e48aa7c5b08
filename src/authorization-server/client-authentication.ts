import type { Request } from 'express';
import { isToken, sha256 } from '../crypto/index.ts';
import { readBasic, type Fields } from '../http/index.ts';
import { SECRET_PREFIX, type Client, type FindClient } from '../oauth-apps/index.ts';
import type { Clock } from '../system/clock.ts';
import { OauthError } from './oauth-error.ts';

/** @throws OauthError invalid_client, invalid_request */
export type AuthenticateClient = (request: Request, form: Fields) => Promise<Client>;

/**
 * Authenticates the client of a request (RFC 6749, 2.3.1 and 3.2.1): by HTTP Basic, whose two parts are form-encoded,
 * or in the body, but not both. Public clients only send their client_id.
 */
export function createClientAuthentication(parts: {
  read: FindClient;
  clock: Clock;
  /** Called on each use of a secret, to update `last_used_at`. */
  used(tenantId: string, secretId: string): void;
}): AuthenticateClient {
  const { read, clock, used } = parts;
  return async (request, form) => {
    const { id, secret } = credentialsOf(request.headers.authorization, form);
    const client = await read(id);
    if (client === undefined) throw unknown();
    if (client.public) {
      if (secret !== undefined)
        throw new OauthError('invalid_client', 'Public clients have no client secret. Send only client_id.');
      return client;
    }
    // The checksum rejects typos and guesses without hashing. Comparing digests does not leak the secret by timing.
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
        'Client authentication is missing. Use HTTP Basic, or send client_id and client_secret in the body.',
      );
    return { id, secret };
  }
  if (secret !== undefined)
    throw new OauthError(
      'invalid_request',
      'Send the client credentials either in the Authorization header or in the body, not both.',
    );
  const basic = clientOf(header);
  if (id !== undefined && id !== basic.id)
    throw new OauthError(
      'invalid_request',
      'client_id in the body differs from the client_id in the Authorization header.',
    );
  return basic;
}

function clientOf(header: string): { id: string; secret: string } {
  const basic = readBasic(header);
  if (basic === undefined)
    throw new OauthError(
      'invalid_client',
      'The Authorization header must use Basic with client_id:client_secret.',
    );
  try {
    const [id, secret] = [basic.name, basic.password].map((part) =>
      decodeURIComponent(part.replaceAll('+', ' ')),
    ) as [string, string];
    return { id, secret };
  } catch {
    throw new OauthError(
      'invalid_client',
      'client_id and client_secret in the Basic credentials must be form-encoded.',
    );
  }
}

/** The same error for an unknown app and a wrong secret. */
function unknown(): OauthError {
  return new OauthError('invalid_client', 'Unknown client_id, or wrong client_secret.');
}
