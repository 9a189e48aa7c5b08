import type { NextFunction, Request, Response } from 'express';
import { translateDatabaseError } from '../db/index.ts';
import { AppError } from '../errors.ts';
import { describeError, type Log } from '../system/log.ts';
import { JSON_API } from './media-types.ts';

const INVALID_CREDENTIALS =
  "These credentials are not valid. Send an Authorization header: Basic with email:apikey (or apikey:passphrase for an app's key), or Bearer with an access token.";

/** Errors that Express and passport throw. */
interface HttpError {
  name?: string;
  status?: number;
}

/** One error object per fault (JSON:API 1.1, 11.2), all with the request's ID. */
export function errorDocument(error: AppError, requestId: string): object {
  return {
    errors: [error, ...error.others].map((fault) => ({
      id: requestId,
      status: String(fault.status),
      code: fault.code,
      title: fault.title,
      detail: fault.message,
      ...(fault.source !== undefined && { source: fault.source }),
      ...(fault.meta !== undefined && { meta: fault.meta }),
    })),
  };
}

/** Both authentication schemes; for an invalid token also the error (RFC 6750, 3). */
function challengesFor({ meta }: AppError): string[] {
  const why = meta?.['error'] === 'invalid_token' ? ', error="invalid_token"' : '';
  return ['Basic realm="valetkey", charset="UTF-8"', `Bearer realm="valetkey"${why}`];
}

function sendError(response: Response, error: AppError, requestId: string): void {
  if (error.challenge !== undefined) response.setHeader('WWW-Authenticate', error.challenge);
  else if (error.status === 401) response.setHeader('WWW-Authenticate', challengesFor(error));
  if (error.retryAfter !== undefined) response.setHeader('Retry-After', String(error.retryAfter));
  response.status(error.status).setHeader('Content-Type', JSON_API);
  response.end(JSON.stringify(errorDocument(error, requestId)));
}

/** The last middleware: turns every error into an error document, and logs what is not meant for the caller. */
export function errorHandler(log: Log) {
  return (thrown: unknown, request: Request, response: Response, next: NextFunction): void => {
    const { error, known } = knownError(thrown);
    const requestId = request.requestId;
    const fault =
      known ??
      new AppError(
        'internal_error',
        'An internal error occurred. The server log has the details under the ID of this error.',
      );
    // An unavailable provider is not our failure, and the message already says everything.
    if (fault.code === 'provider_unavailable')
      log.warn({ request_id: requestId, code: fault.code, reason: fault.message }, 'provider request failed');
    else if (fault.status >= 500)
      log.error(
        { request_id: requestId, code: fault.code, err: describeError(known?.cause ?? error) },
        'request failed',
      );
    if (response.headersSent) return next(error);
    // Tells an app to request more scopes (RFC 6750, 3.1).
    if (fault.code === 'permission_missing' && typeof request.actor?.appId === 'string')
      response.setHeader('WWW-Authenticate', 'Bearer realm="valetkey", error="insufficient_scope"');
    sendError(response, fault, requestId);
  };
}

/** The error of the catalog that something thrown stands for; undefined if it is unexpected. */
export function knownError(thrown: unknown): { error: unknown; known: AppError | undefined } {
  const error = translateDatabaseError(thrown);
  return { error, known: error instanceof AppError ? error : fromHttp(error as HttpError) };
}

function fromHttp({ name, status }: HttpError): AppError | undefined {
  // From passport; its status is 400 if the header cannot be decoded, which also means invalid credentials.
  if (name === 'AuthenticationError') return new AppError('unauthenticated', INVALID_CREDENTIALS);
  if (status === 400)
    return new AppError('invalid_parameter', 'The path of the URL is not valid percent-encoded UTF-8.');
  return undefined;
}
