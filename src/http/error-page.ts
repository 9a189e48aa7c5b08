import type { Request, Response } from 'express';
import { translateDatabaseError } from '../db/index.ts';
import { AppError } from '../errors.ts';
import { describeError, type Log } from '../system/log.ts';
import { FormError } from './forms.ts';
import { html, sendPage } from './page.ts';

/** Shows an error to a user in the browser as a page. Details that are not meant for them only go to the log. */
export function sendErrorPage(request: Request, response: Response, thrown: unknown, log: Log): void {
  const { status, title, text, retryAfter } = read(request, thrown, log);
  if (retryAfter !== undefined) response.setHeader('Retry-After', String(retryAfter));
  sendPage(response, {
    status,
    title,
    body: html`<h1>${title}</h1>
      <p>${text}</p>`,
  });
}

function read({ requestId }: Request, thrown: unknown, log: Log) {
  if (thrown instanceof FormError)
    return { status: thrown.status, title: 'Request failed', text: thrown.message };
  const error = translateDatabaseError(thrown);
  const known = error instanceof AppError && error.status !== 500 ? error : undefined;
  const status = known?.status ?? 500;
  if (status >= 500)
    log.error({ request_id: requestId, err: describeError(known?.cause ?? error) }, 'page failed');
  return {
    status,
    title: status >= 500 ? 'Something went wrong' : 'Request failed',
    text:
      known?.message ??
      `An internal error occurred. The server log has the details under request ID ${requestId}.`,
    retryAfter: known?.retryAfter,
  };
}
