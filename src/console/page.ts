import type { ServerResponse } from 'node:http';
import { randomBase62 } from '../crypto/index.ts';

/** Stands for the nonce of the moment in the page as it was built. */
export const NONCE_PLACE = '__NONCE__';

/**
 * Sends the console's page. Scripts come from our own files and nowhere else. Styles do too, but for those that the
 * components write while they run (Emotion): these bear a nonce that is new with every page, so that what somebody else
 * might bring in has none. Nothing is ever allowed inline by itself.
 */
export function sendConsolePage(response: ServerResponse, page: string): void {
  const nonce = randomBase62(22);
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  response.writeHead(200, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': policy.join('; '),
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
    // It depends on who is signed in, and its nonce is good once.
    'Cache-Control': 'no-store',
  });
  response.end(page.replaceAll(NONCE_PLACE, nonce));
}
