import type { Response } from 'express';
import { html, sendPage } from '../http/index.ts';

export interface LoginForm {
  /** Where the browser goes then: an address of our own, or nothing. */
  to: string | undefined;
  formToken: string;
  email?: string;
  failed?: boolean;
  /** The app that waits behind it. */
  appName?: string | undefined;
  formTargets?: readonly string[];
}

/** What can be asked for after signing in: a path of this server, and never another's. */
export function isLocal(address: string): boolean {
  return /^\/(?![/\\])[\x21-\x7e]*$/.test(address) && address.length <= 8_000;
}

export function loginPage(response: Response, form: LoginForm): void {
  const { to, formToken, email = '', failed = false, appName, formTargets = [] } = form;
  const describedBy = failed ? html` aria-describedby="failure"` : null;
  sendPage(response, {
    status: failed ? 401 : 200,
    title: 'Sign in',
    formTargets,
    body: html`<h1>Sign in</h1>
      ${appName !== undefined && html`<p>to go on to <strong>${appName}</strong></p>`}
      ${failed && html`<p role="alert" id="failure">The email address or the password is not right, or the address is locked: it is, for 15 minutes, after five failures in a row.</p>`}
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
        <button>Sign in</button>
      </form>
      <p><small>No password yet, or forgotten it? Ask your administrator for a link.</small></p>`,
  });
}
