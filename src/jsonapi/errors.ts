import type { NextFunction, Request, Response } from 'express';
import { translateDatabaseError } from '../db/index.ts';
import { AppError } from '../errors.ts';
import { describeError, type Log } from '../system/log.ts';
import { JSON_API } from './media-types.ts';

const UNKNOWN_PERSON =
  'These credentials are not valid. Send Authorization: Basic with email:apikey, or apikey:passphrase for the key of an app, or Bearer with an access token.';

/** What Express, its body reader and passport throw: a status, and a type that says which. */
interface HttpError {
  name?: string;
  status?: number;
  type?: string;
  code?: string;
}

/** One error object per fault (JSON:API 1.1, 11.2), all with the request's id. */
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

/** Both schemes; of a token that does not hold also why (RFC 6750, 3). */
function challengesFor({ meta }: AppError): string[] {
  const why = meta?.['error'] === 'invalid_token' ? ', error="invalid_token"' : '';
  return ['Basic realm="valetkey", charset="UTF-8"', `Bearer realm="valetkey"${why}`];
}

export function sendError(response: Response, error: AppError, requestId: string): void {
  if (error.challenge !== undefined) response.setHeader('WWW-Authenticate', error.challenge);
  else if (error.status === 401) response.setHeader('WWW-Authenticate', challengesFor(error));
  if (error.retryAfter !== undefined) response.setHeader('Retry-After', String(error.retryAfter));
  response.status(error.status).setHeader('Content-Type', JSON_API);
  response.end(JSON.stringify(errorDocument(error, requestId)));
}

/** The last middleware: every error becomes a document of the catalogue, and what was not meant for the caller is logged. */
export function errorHandler(log: Log) {
  return (thrown: unknown, request: Request, response: Response, next: NextFunction): void => {
    const error = translateDatabaseError(thrown);
    const known = error instanceof AppError ? error : fromHttp(error as HttpError);
    const requestId = request.requestId;
    const fault =
      known ??
      new AppError('internal_error', 'Something went wrong on our side. The error id finds it in the log.');
    // A third party that is down is no failure of ours, and its message says all there is.
    if (fault.code === 'provider_unavailable')
      log.warn({ request_id: requestId, code: fault.code, reason: fault.message }, 'a third party failed');
    else if (fault.status >= 500)
      log.error(
        { request_id: requestId, code: fault.code, err: describeError(known?.cause ?? error) },
        'request failed',
      );
    if (response.headersSent) return next(error);
    // To an app this says: ask for more scopes (RFC 6750, 3.1).
    if (fault.status === 403 && typeof request.actor?.appId === 'string')
      response.setHeader('WWW-Authenticate', 'Bearer realm="valetkey", error="insufficient_scope"');
    sendError(response, fault, requestId);
  };
}

function fromHttp({ name, status, type, code }: HttpError): AppError | undefined {
  // Passport's; with status 400 where the header cannot be decoded, which is nobody's either.
  if (name === 'AuthenticationError') return new AppError('unauthenticated', UNKNOWN_PERSON);
  if (type === 'entity.too.large') return new AppError('payload_too_large', 'The body is larger than 2 MiB.');
  if (type === 'encoding.unsupported')
    return new AppError('unsupported_media_type', 'This Content-Encoding is not supported.', {
      source: { header: 'Content-Encoding' },
    });
  if (type === 'request.aborted' || type === 'request.size.invalid')
    return new AppError('malformed_json', 'The body ended early.', { source: { pointer: '' } });
  if (status === 400 || code?.startsWith('Z_'))
    return new AppError('malformed_json', 'The body or the address cannot be decoded.', {
      source: { pointer: '' },
    });
  return undefined;
}
