import type { ServerResponse } from 'node:http';
import { randomBase62 } from '../crypto/index.ts';
import { setPageHeaders } from '../http/index.ts';

/** Placeholder for the nonce in the built page. */
const NONCE_PLACE = '__NONCE__';

/**
 * Sends the console's page. Scripts and styles are only loaded from our own files, except for the styles that Emotion
 * injects at run time: these carry a nonce that is new with every page, which injected content would not have. There is
 * no `unsafe-inline`.
 */
export function sendConsolePage(response: ServerResponse, page: string): void {
  const nonce = randomBase62(22);
  setPageHeaders(response, {
    'default-src': ["'none'"],
    'script-src': ["'self'"],
    'style-src': ["'self'", `'nonce-${nonce}'`],
    'font-src': ["'self'"],
    'img-src': ["'self'"],
    'connect-src': ["'self'"],
    'form-action': ["'self'"],
    'base-uri': ["'none'"],
    'frame-ancestors': ["'none'"],
  });
  response.writeHead(200, {
    'Content-Type': 'text/html; charset=utf-8',
    'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
    // The page depends on the session, and its nonce must not be reused.
    'Cache-Control': 'no-store',
  });
  response.end(page.replaceAll(NONCE_PLACE, nonce));
}
