import type { Request, Response } from 'express';
import { readForm, type Fields } from '../http/index.ts';
import type { Cookies } from './cookies.ts';
import { isLocalPath } from './login-page.ts';
import { expiredFormPage } from './status-pages.ts';

/** The form, if its CSRF token is valid (RFC 6749, 10.12); otherwise responds with an error page. */
export async function readVerifiedForm(
  cookies: Cookies,
  request: Request,
  response: Response,
): Promise<Fields | undefined> {
  const form = await readForm(request, response);
  if (cookies.verifyFormToken(request, form.get('form_token'))) return form;
  const token = form.get('token');
  const page = token === undefined ? localTarget(form) : `/password?token=${encodeURIComponent(token)}`;
  expiredFormPage(response, page);
  return undefined;
}

/** Where the browser is redirected afterwards, unless that is another host. */
export function localTarget(fields: Fields): string | undefined {
  const to = fields.get('to');
  return to !== undefined && isLocalPath(to) ? to : undefined;
}
