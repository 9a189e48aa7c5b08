import type { Request, Response } from 'express';
import { translateDatabaseError } from '../db/index.ts';
import { AppError } from '../errors.ts';
import { describeError, type Log } from '../system/log.ts';
import { FormError } from './forms.ts';
import { html, sendPage } from './page.ts';

/** Where there is a person before the browser, every error is a page. What was not meant for them is in the log. */
export function faultPage(request: Request, response: Response, thrown: unknown, log: Log): void {
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
  if (thrown instanceof FormError) return { status: 400, title: 'That did not work', text: thrown.message };
  const error = translateDatabaseError(thrown);
  const known = error instanceof AppError && error.status !== 500 ? error : undefined;
  const status = known?.status ?? 500;
  if (status >= 500)
    log.error(
      { request_id: requestId, err: describeError(known?.cause ?? error) },
      'a page could not be shown',
    );
  return {
    status,
    title: status >= 500 ? 'Something went wrong' : 'That did not work',
    text: known?.message ?? `The fault is on our side. The log has it as ${requestId}.`,
    retryAfter: known?.retryAfter,
  };
}
