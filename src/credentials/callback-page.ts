import type { Response } from 'express';
import { pageHeaders } from '../http/index.ts';
import type { Attempt } from './attempts.ts';

/**
 * Ends the browser's part: back to the return URL that was asked for, or a page that says how it went. Nothing in
 * either is a secret.
 */
export function callbackPage(
  response: Response,
  end: { state: 'unknown' } | Pick<Attempt, 'state' | 'reason' | 'return_url' | 'credential_id' | 'id'>,
): void {
  if (end.state !== 'unknown' && 'return_url' in end && end.return_url !== null) {
    const url = new URL(end.return_url);
    url.searchParams.set('credential_id', end.credential_id);
    url.searchParams.set('connection_id', end.id);
    url.searchParams.set('connection_state', end.state);
    if (end.reason !== null) url.searchParams.set('reason', end.reason);
    response.setHeader('Referrer-Policy', 'no-referrer');
    response.writeHead(303, { Location: url.href }).end();
    return;
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
  pageHeaders(response.req, response, () => {
    response.status(status).type('html').send(page(title, text));
  });
}

function page(title: string, text: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="referrer" content="no-referrer">
<title>${escape(title)} · Valetkey</title>
<style>
  body { font: 1.1rem/1.5 system-ui, sans-serif; color: #1d2733; background: #f5f6f8; margin: 0; }
  main { max-width: 32rem; margin: 15vh auto 0; padding: 2rem; background: #fff; border-radius: .5rem; box-shadow: 0 1px 3px #0002; }
  h1 { font-size: 1.5rem; margin: 0 0 .5rem; }
  p { margin: 0; overflow-wrap: anywhere; }
</style>
</head>
<body><main><h1>${escape(title)}</h1><p>${escape(text)}</p></main></body>
</html>
`;
}

function escape(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replaceAll(/[&<>"']/g, (character) => entities[character]!);
}
