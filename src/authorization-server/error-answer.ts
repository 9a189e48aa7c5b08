import type { Response } from 'express';
import { translateDatabaseError } from '../db/index.ts';
import { AppError } from '../errors.ts';
import { FormError } from '../http/index.ts';
import { OauthError } from './oauth-error.ts';

/** What an endpoint's error is to the app; what was not foreseen stays what it is. @throws whatever it was */
export function asOauthError(thrown: unknown): OauthError {
  if (thrown instanceof OauthError) return thrown;
  if (thrown instanceof FormError) return new OauthError('invalid_request', thrown.message);
  const error = translateDatabaseError(thrown);
  if (error instanceof AppError && error.status === 503)
    return new OauthError(
      'temporarily_unavailable',
      'The server cannot answer at the moment. Try again shortly.',
    );
  if (error instanceof AppError && error.status < 500)
    return new OauthError('invalid_grant', 'It has just changed. Start again.');
  throw thrown;
}

/** RFC 6749, 5.2. */
export function sendOauthError(response: Response, error: OauthError): void {
  if (error.status === 401) response.setHeader('WWW-Authenticate', 'Basic realm="valetkey", charset="UTF-8"');
  if (error.status === 503) response.setHeader('Retry-After', '2');
  sendJson(response, error.status, { error: error.code, error_description: error.message });
}

/** Nothing of it may be kept by anybody on the way (RFC 6749, 5.1). */
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
