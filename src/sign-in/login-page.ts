import type { Response } from 'express';
import { html, sendPage } from '../http/index.ts';
import { isolate, publishedBy, type PendingApp } from './published-by.ts';

const PROBLEMS = {
  failed: {
    status: 401,
    text: 'Incorrect email address or password, or too many failed attempts. After five failed attempts in a row from the same network, sign-in from it is locked for 15 minutes. Browsers you have signed in with before are counted separately.',
  },
  stale: {
    status: 403,
    text: 'This sign-in form has expired. Enter your password again. Make sure that cookies are enabled.',
  },
} as const;

export interface LoginForm {
  /** The local path that the browser is redirected to after signing in. */
  to: string | undefined;
  formToken: string;
  email?: string;
  /** `failed`: the credentials were rejected; `stale`: the form token does not match this browser's cookie. */
  problem?: keyof typeof PROBLEMS | undefined;
  /** The email address of the user who is already signed in, in another tab. */
  signedInAs?: string | undefined;
  /** The app that the user continues to. */
  app?: PendingApp | undefined;
  /** Whether submitting the form can redirect to that app. */
  formsRedirectAway?: boolean;
}

/** Whether a redirect target is a path of this server, never another host. */
export function isLocalPath(address: string): boolean {
  return /^\/(?![/\\])[\x21-\x7e]*$/.test(address) && address.length <= 8_000;
}

export function loginPage(response: Response, form: LoginForm): void {
  const { to, formToken, email = '', problem, signedInAs, app, formsRedirectAway = false } = form;
  const describedBy = problem !== undefined ? html` aria-describedby="failure"` : null;
  sendPage(response, {
    status: problem === undefined ? 200 : PROBLEMS[problem].status,
    title: 'Sign in',
    formsRedirectAway,
    body: html`<h1>Sign in</h1>
      ${
        app !== undefined &&
        html`<p>to continue to ${isolate(app.name)}</p>
          ${publishedBy(app.publisher)}`
      }
      ${problem !== undefined && html`<p role="alert" id="failure" tabindex="-1" autofocus>${PROBLEMS[problem].text}</p>`}
      ${
        signedInAs !== undefined &&
        html`<p>
          <a href="${to ?? '/console'}">Continue as <bdi>${signedInAs}</bdi></a>
        </p>`
      }
      <form method="post" action="/login">
        <input type="hidden" name="form_token" value="${formToken}" />
        ${to !== undefined && html`<input type="hidden" name="to" value="${to}" />`}
        <label for="email">Email address</label>
        <input
          id="email"
          name="email"
          type="email"
          autocomplete="username"
          required
          maxlength="254"
          value="${email}"
          ${describedBy}
        />
        <label for="password">Password</label>
        <input
          id="password"
          name="password"
          type="password"
          autocomplete="current-password"
          required
          maxlength="200"
          ${describedBy}
        />
        <p><small>No password yet, or forgot it? Ask your administrator for a password link.</small></p>
        <button>Sign in</button>
      </form>`,
  });
}
