import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { setPageHeaders } from './security-headers.ts';

/** Text that is already HTML. Everything else is escaped when it is inserted into a page. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/**
 * A fragment of a page. Values are escaped unless they are fragments; lists are joined; null, undefined and false are
 * omitted.
 */
export function html(pieces: TemplateStringsArray, ...values: unknown[]): Html {
  return new Html(
    pieces.map((piece, index) => (index === 0 ? '' : textOf(values[index - 1])) + piece).join(''),
  );
}

function textOf(value: unknown): string {
  if (value instanceof Html) return value.text;
  if (Array.isArray(value)) return value.map(textOf).join('');
  if (value === null || value === undefined || value === false) return '';
  return escape(String(value as string | number));
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character]!);
}

export interface Page {
  status: number;
  title: string;
  body: Html;
  /**
   * A form on the page can redirect to an app. Browsers check `form-action` against every redirect that follows,
   * including the app's own, which we do not know; so the page is sent without it.
   */
  formsRedirectAway?: boolean;
  /** The http or https URL that the browser is sent to automatically. */
  refreshTo?: string;
  /** Origins that the page may load images from. */
  images?: readonly string[];
  /** The only script that the page may run, a constant. It must not load or submit anything. */
  script?: string;
}

/**
 * Sends a page that loads nothing but its images, and runs no script but its own. It cannot be framed, its forms only submit
 * to this server unless it says otherwise, and no other site learns its URL.
 */
export function sendPage(response: ServerResponse, page: Page): void {
  const { status, title, body, formsRedirectAway = false, refreshTo, images = [], script } = page;
  setPageHeaders(response, {
    'default-src': ["'none'"],
    'style-src': [`'${hashOf(STYLE)}'`],
    ...(script !== undefined && { 'script-src': [`'${hashOf(script)}'`] }),
    'img-src': images.length === 0 ? ["'none'"] : images,
    ...(!formsRedirectAway && { 'form-action': ["'self'"] }),
    'base-uri': ["'none'"],
    'frame-ancestors': ["'none'"],
  });
  response.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' });
  response.end(
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <title>${title} · Valetkey</title>
          ${refreshTo !== undefined && html`<meta http-equiv="refresh" content="0; url=${refreshTo}" />`}
          ${STYLE_TAG}
        </head>
        <body>
          <main>${body}</main>
          ${script !== undefined && new Html(`<script>${script}</script>`)}
        </body>
      </html> `.text,
  );
}

/** Redirects the browser, with GET. The URL may contain secrets, so it is neither cached nor sent as a referrer. */
export function sendRedirect(response: ServerResponse, location: string): void {
  response.writeHead(303, {
    Location: location,
    'Cache-Control': 'no-store',
    'Referrer-Policy': 'no-referrer',
  });
  response.end();
}

/** Small, readable on a phone, light and dark, with a contrast of at least 4.5 to 1. */
const STYLE = `
:root { --ink: #1b2430; --soft: #55606e; --paper: #fff; --ground: #f1f3f6; --line: #8a94a3; --key: #1459b8; --on-key: #fff; --bad: #b3261e; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8ecf1; --soft: #a9b4c2; --paper: #1c232d; --ground: #11161d; --line: #6f7b8b; --key: #8ab8ff; --on-key: #0b1a30; --bad: #ffb4ab; }
}
* { box-sizing: border-box; }
body { margin: 0; padding: 1rem; background: var(--ground); color: var(--ink); font: 1.0625rem/1.5 system-ui, sans-serif; }
main { max-width: 26rem; margin: 8vh auto 0; padding: 1.75rem; background: var(--paper); border-radius: .75rem; box-shadow: 0 1px 4px #0003; overflow-wrap: anywhere; }
h1 { margin: 0 0 1rem; font-size: 1.375rem; line-height: 1.3; }
p, ul, fieldset { margin: 0 0 1rem; }
ul { padding-left: 1.25rem; }
li { margin-bottom: .25rem; }
small { color: var(--soft); font-size: .9375rem; }
a { color: var(--key); }
img { display: block; width: 4rem; height: 4rem; margin: 0 0 1rem; object-fit: contain; border-radius: .5rem; }
label { display: block; margin: 0 0 .25rem; font-weight: 600; }
input:not([type=radio]) { width: 100%; margin: 0 0 1rem; padding: .625rem .75rem; border: 1px solid var(--line); border-radius: .375rem; background: var(--paper); color: inherit; font: inherit; }
fieldset { border: 1px solid var(--line); border-radius: .375rem; padding: .5rem 1rem; }
fieldset label { font-weight: 400; padding: .25rem 0; }
button { width: 100%; margin: 0 0 .75rem; padding: .6875rem 1rem; border: 1px solid var(--key); border-radius: .375rem; background: var(--key); color: var(--on-key); font: inherit; font-weight: 600; cursor: pointer; }
button.quiet, button.link { background: transparent; color: var(--key); }
button.link { width: auto; padding: .25rem 0; border: 0; text-decoration: underline; font-weight: 400; }
:focus-visible { outline: 3px solid var(--key); outline-offset: 2px; }
[role=alert] { color: var(--bad); font-weight: 600; }
`;

/** In one piece, because the policy's hash covers every character in it, including whitespace. */
const STYLE_TAG = new Html(`<style>${STYLE}</style>`);

function hashOf(source: string): string {
  return `sha256-${createHash('sha256').update(source).digest('base64')}`;
}
