import type { Response } from 'express';
import { translateDatabaseError } from '../db/index.ts';
import { AppError } from '../errors.ts';
import { FormError } from '../http/index.ts';
import { OauthError, UnreadableRequest } from './oauth-error.ts';
import { TooManyPushedRequests } from './pushed-limits.ts';

/** Converts an error to an OAuth error for the app. @throws the error itself if it is unexpected */
export function asOauthError(thrown: unknown): OauthError {
  if (thrown instanceof OauthError) return thrown;
  if (thrown instanceof FormError) return new UnreadableRequest(thrown);
  const error = translateDatabaseError(thrown);
  if (error instanceof AppError && error.status === 503)
    return new OauthError(
      'temporarily_unavailable',
      'The server is temporarily unavailable. Try again shortly.',
    );
  if (error instanceof AppError && error.status < 500)
    return new OauthError(
      'invalid_grant',
      'The grant was changed by another request. Start the authorization again.',
    );
  throw thrown;
}

/** RFC 6749, 5.2. */
export function sendOauthError(response: Response, error: OauthError): void {
  if (error.status === 401) response.setHeader('WWW-Authenticate', 'Basic realm="valetkey", charset="UTF-8"');
  if (error instanceof TooManyPushedRequests) response.setHeader('Retry-After', error.retryAfter.toString());
  if (error.status === 503) response.setHeader('Retry-After', '2');
  sendJson(response, error.status, { error: error.code, error_description: error.message });
}

/** Sends JSON that must not be cached (RFC 6749, 5.1). */
export function sendJson(response: Response, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'no-store',
    Pragma: 'no-cache',
  });
  response.end(text);
}
