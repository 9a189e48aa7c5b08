import type { Request, Response } from 'express';
import { redirectUrl, html, sendRedirect, sendPage, type Html } from '../../http/index.ts';
import type { ConnectionAttempt } from './attempt-store.ts';

/** Parameters that Valetkey adds to a return URL, replacing any that it already has. */
const RESULT_PARAMS = ['credential_id', 'connection_id', 'connection_state', 'reason', 'reason_code'];

/**
 * Redirects to the attempt's return URL. Without one, shows a page with the result. Neither contains secrets.
 */
export function callbackPage(
  request: Request,
  response: Response,
  end:
    | { state: 'unknown'; isEmpty: boolean }
    | (Pick<
        ConnectionAttempt,
        'reason' | 'reason_code' | 'return_url' | 'tenant_id' | 'credential_id' | 'id'
      > &
        Pick<ConnectionAttempt, 'state'>),
): void {
  if (end.state !== 'unknown' && 'return_url' in end && end.return_url !== null) {
    const result = new URLSearchParams({
      credential_id: end.credential_id,
      connection_id: end.id,
      connection_state: end.state,
    });
    if (end.reason !== null) result.set('reason', end.reason);
    if (end.reason_code !== null) result.set('reason_code', end.reason_code);
    const url = new URL(end.return_url).href;
    return redirectBack(request, response, redirectUrl(url, RESULT_PARAMS, result));
  }
  const { status, title, text } = PAGES[end.state];
  const reason = 'reason' in end ? end.reason : null;
  sendPage(response, {
    status,
    title,
    body: html`<h1>${title}</h1>
      <p>${reason ?? text}</p>
      ${end.state === 'failed' ? credentialLink(end) : ''}`,
    ...(end.state === 'unknown' && end.isEmpty && { script: READ_FRAGMENT }),
  });
}

/**
 * For providers that put an error into the fragment, which browsers do not send: requests the page again with the error
 * and the state, each of them once, and nothing else. Tokens in a fragment never leave the browser, and are removed from
 * its history. Any link could have these parameters in its query, so this gives nobody more power.
 */
const READ_FRAGMENT = `
(() => {
  const given = new URLSearchParams(location.hash.slice(1));
  const kept = new URLSearchParams();
  for (const name of ['state', 'error', 'error_description']) {
    const [value, ...others] = given.getAll(name);
    if (value !== undefined && others.length === 0) kept.set(name, value.slice(0, 1000));
  }
  if (kept.has('state')) location.replace(location.pathname + '?' + kept);
  else if (location.hash !== '') history.replaceState(null, '', location.pathname);
})();
`;

const PAGES = {
  unknown: {
    status: 400,
    title: 'Invalid link',
    text: 'This link is invalid or has expired. Start connecting the account again.',
  },
  pending: {
    status: 200,
    title: 'Still connecting',
    text: 'The account is not connected yet. Reload this page in a moment.',
  },
  connected: {
    status: 200,
    title: 'Connected',
    text: 'The account is connected. You can close this window.',
  },
  failed: { status: 400, title: 'Connection failed', text: '' },
  expired: {
    status: 400,
    title: 'Connection expired',
    text: 'Authorization took too long. Connect the account again.',
  },
} as const;

/**
 * Redirects to the return URL. Browsers get a page that redirects by itself, because this request can be the end of a
 * form submission at the provider, whose form-action policy would block an HTTP redirect.
 */
function redirectBack({ headers }: Request, response: Response, url: string): void {
  if (!/\btext\/html\b/i.test(headers.accept ?? '')) return sendRedirect(response, url);
  sendPage(response, {
    status: 200,
    title: 'Redirecting',
    refreshTo: url,
    body: html`<h1>Redirecting</h1>
      <p><a href="${url}">Continue</a></p>`,
  });
}

/** Links to the credential, where the console says what to do. Users without access to the console close the window. */
function credentialLink({
  tenant_id,
  credential_id,
}: Pick<ConnectionAttempt, 'tenant_id' | 'credential_id'>): Html {
  return html`<p>
    <a href="/console/${tenant_id}/credentials/${credential_id}/show">Open the credential</a> to see what to
    do, or close this window.
  </p>`;
}
