import type { Response } from 'express';
import { html, sendOn, sendPage, type Html } from '../http/index.ts';
import type { Attempt } from './attempts.ts';

/**
 * Ends the browser's part: back to the return URL that was asked for, or a page that says how it went. Nothing in
 * either is a secret.
 */
export function callbackPage(
  response: Response,
  end:
    | { state: 'unknown' }
    | Pick<Attempt, 'state' | 'reason' | 'reason_code' | 'return_url' | 'tenant_id' | 'credential_id' | 'id'>,
): void {
  if (end.state !== 'unknown' && 'return_url' in end && end.return_url !== null) {
    const url = new URL(end.return_url);
    url.searchParams.set('credential_id', end.credential_id);
    url.searchParams.set('connection_id', end.id);
    url.searchParams.set('connection_state', end.state);
    if (end.reason !== null) url.searchParams.set('reason', end.reason);
    if (end.reason_code !== null) url.searchParams.set('reason_code', end.reason_code);
    return sendOn(response, url.href);
  }
  const [status, title, text] =
    end.state === 'unknown'
      ? ([
          400,
          'Nothing to connect here',
          'This link has been used already, has expired, or was never made. Start the connection again.',
        ] as const)
      : end.state === 'connected'
        ? ([200, 'Connected', 'The account is connected. You can close this window.'] as const)
        : ([400, 'Not connected', 'reason' in end && end.reason !== null ? end.reason : ''] as const);
  sendPage(response, {
    status,
    title,
    body: html`<h1>${title}</h1>
      <p>${text}</p>
      ${end.state === 'failed' ? wayBack(end) : ''}`,
  });
}

/** To where it says what to do; whoever has no console closes the window. */
function wayBack({ tenant_id, credential_id }: Pick<Attempt, 'tenant_id' | 'credential_id'>): Html {
  return html`<p>
    <a href="/console/${tenant_id}/credentials/${credential_id}/show">The credential’s page</a> says what to
    do. You can close this window.
  </p>`;
}
