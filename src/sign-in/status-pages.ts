import type { Response } from 'express';
import { html, sendPage } from '../http/index.ts';
import { invitation } from './invitation.ts';
import { isLocalPath } from './login-page.ts';

/** Shown for a form without a valid CSRF token. @param to the page that shows the form again */
export function expiredFormPage(response: Response, to?: string): void {
  sendPage(response, {
    status: 403,
    title: 'This form has expired',
    body: html`<h1>This form has expired</h1>
      <p>
        You may have signed in or out in another tab since you opened it. Make sure that cookies are enabled.
      </p>
      <p><a href="${to !== undefined && isLocalPath(to) ? to : '/login'}">Try again</a></p>`,
  });
}

/** Shown instead of the sign-in form to a user who is signed in, with their pending invitations. */
export function signedInPage(
  response: Response,
  email: string,
  invitations: { id: string; name: string }[],
  formToken: string,
): void {
  sendPage(response, {
    status: 200,
    title: 'Signed in',
    body: html`<h1>Signed in</h1>
      <p>You are signed in as <strong>${email}</strong>.</p>
      <p><a href="/console">Go to console</a></p>
      ${invitations.map((tenant) => invitation(tenant, formToken))}
      <form method="post" action="/logout">
        <input type="hidden" name="form_token" value="${formToken}" /><button class="quiet">Sign out</button>
      </form>`,
  });
}

/** Shown for a method that the page does not have. */
export function methodNotAllowedPage(response: Response): void {
  const title = 'This page cannot be opened directly';
  sendPage(response, {
    status: 405,
    title,
    body: html`<h1>${title}</h1>
      <p>Go back and use the button on the page.</p>`,
  });
}
