import type { Response } from 'express';
import { html, sendPage } from '../http/index.ts';
import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from '../users/index.ts';

export function passwordPage(
  response: Response,
  form: { email: string; token: string; formToken: string; fault?: string },
): void {
  const { email, token, formToken, fault } = form;
  const describedBy = fault !== undefined && html` aria-describedby="failure"`;
  const limits = html`required minlength="${MIN_PASSWORD_LENGTH}" maxlength="${MAX_PASSWORD_LENGTH}"`;
  sendPage(response, {
    status: fault === undefined ? 200 : 422,
    title: 'Set your password',
    body: html`<h1>Set your password</h1>
      <p>for <strong>${email}</strong></p>
      ${fault !== undefined && html`<p role="alert" id="failure" tabindex="-1" autofocus>${fault}</p>`}
      <form method="post" action="/password">
        <input type="hidden" name="form_token" value="${formToken}" />
        <input type="hidden" name="token" value="${token}" />
        <input type="hidden" name="username" autocomplete="username" value="${email}" />
        <label for="password">New password</label>
        <input
          id="password"
          name="password"
          type="password"
          autocomplete="new-password"
          ${limits}${describedBy}
        />
        <label for="again">Confirm password</label>
        <input id="again" name="again" type="password" autocomplete="new-password" ${limits}${describedBy} />
        <p>
          <small
            >At least ${MIN_PASSWORD_LENGTH} characters. Four unrelated words are easy to remember and hard to
            guess.</small
          >
        </p>
        <button>Set password</button>
      </form>`,
  });
}

export function passwordSetPage(response: Response): void {
  sendPage(response, {
    status: 200,
    title: 'Password set',
    body: html`<h1>Password set</h1>
      <p>You can now sign in with your new password. <a href="/login">Sign in</a></p>`,
  });
}

export function invalidLinkPage(response: Response): void {
  sendPage(response, {
    status: 400,
    title: 'Invalid or expired link',
    body: html`<h1>Invalid or expired link</h1>
      <p>Password links work once and expire after three days. Ask your administrator for a new one.</p>`,
  });
}
