import { createHash } from 'node:crypto';
import type { Response } from 'express';
import { createBrand, LOGO_PATH, type Brand } from './brand.ts';
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
export function sendPage(response: Response, page: Page): void {
  const { status, title, body, formsRedirectAway = false, refreshTo, images = [], script } = page;
  const brand = response.app.locals['brand'] ?? DEFAULT_BRAND;
  const style = styleOf(brand);
  const sources = [...(brand.logo === undefined ? [] : ["'self'"]), ...images];
  setPageHeaders(response, {
    'default-src': ["'none'"],
    'style-src': [`'${style.hash}'`],
    ...(script !== undefined && { 'script-src': [`'${hashOf(script)}'`] }),
    'img-src': sources.length === 0 ? ["'none'"] : sources,
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
          <title>${title} · ${brand.name}</title>
          ${refreshTo !== undefined && html`<meta http-equiv="refresh" content="0; url=${refreshTo}" />`}
          ${style.tag}
        </head>
        <body>
          <main>${header(brand)} ${body}</main>
          ${script !== undefined && new Html(`<script>${script}</script>`)}
        </body>
      </html> `.text,
  );
}

/** Redirects the browser, with GET. The URL may contain secrets, so it is neither cached nor sent as a referrer. */
export function sendRedirect(response: Response, location: string): void {
  response.writeHead(303, {
    Location: location,
    'Cache-Control': 'no-store',
    'Referrer-Policy': 'no-referrer',
  });
  response.end();
}

const DEFAULT_BRAND = createBrand({ brandName: 'Valetkey' });

function header(brand: Brand): Html {
  return html`<p class="brand">${markOf(brand)}<bdi>${brand.name}</bdi></p>`;
}

/** The logo; without one, a key for our own name, and the initial of any other. */
function markOf({ name, logo }: Brand): Html {
  if (logo !== undefined) return html`<img src="${LOGO_PATH}" alt="" />`;
  if (name !== DEFAULT_BRAND.name)
    return html`<b aria-hidden="true">${Array.from(name)[0]!.toUpperCase()}</b>`;
  return html`<svg viewBox="0 0 32 32" aria-hidden="true">
    <rect width="32" height="32" rx="8" />
    <g>
      <circle cx="11" cy="16" r="5" />
      <path d="M16 16h11M23 16v5" />
    </g>
  </svg>`;
}

interface Style {
  tag: Html;
  /** For the page's policy. It covers every character in the tag, including whitespace. */
  hash: string;
}

const styles = new WeakMap<Brand, Style>();

function styleOf(brand: Brand): Style {
  let style = styles.get(brand);
  if (style === undefined) {
    const source = rulesOf(brand);
    style = { tag: new Html(`<style>${source}</style>`), hash: hashOf(source) };
    styles.set(brand, style);
  }
  return style;
}

/** Small, readable on a phone, light and dark, with a contrast of at least 4.5 to 1. */
function rulesOf({ colors: { light, dark } }: Brand): string {
  return `
:root { --ink: #1b2430; --soft: #55606e; --paper: #fff; --ground: #f6f7f9; --line: #8a94a3; --key: ${light.key}; --on-key: ${light.onKey}; --bad: #b3261e; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8ecf1; --soft: #a9b4c2; --paper: #1c232d; --ground: #11161d; --line: #6f7b8b; --key: ${dark.key}; --on-key: ${dark.onKey}; --bad: #ffb4ab; }
}
* { box-sizing: border-box; }
body { margin: 0; padding: 1rem; background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 26rem; margin: 6vh auto 0; padding: 1.75rem; background: var(--paper); border-radius: .75rem; box-shadow: 0 1px 4px #0003; overflow-wrap: anywhere; }
h1 { margin: 0 0 1rem; font-size: 1.375rem; line-height: 1.3; }
h2 { margin: 0 0 .25rem; font-size: .9375rem; }
p, ul, fieldset { margin: 0 0 1rem; }
ul { padding-left: 1.25rem; }
li { margin-bottom: .25rem; }
small { color: var(--soft); font-size: .875rem; }
a { color: var(--key); }
img { display: block; width: 4rem; height: 4rem; margin: 0 0 1rem; object-fit: contain; border-radius: .5rem; }
label { display: block; margin: 0 0 .25rem; font-weight: 600; }
input:not([type=radio]) { width: 100%; margin: 0 0 1rem; padding: .625rem .75rem; border: 1px solid var(--line); border-radius: .375rem; background: var(--paper); color: inherit; font: inherit; }
fieldset { border: 1px solid var(--line); border-radius: .375rem; padding: .5rem 1rem; }
fieldset label { font-weight: 400; padding: .25rem 0; }
button { width: 100%; margin: 0 0 .75rem; padding: .6875rem 1rem; border: 1px solid var(--key); border-radius: .375rem; background: var(--key); color: var(--on-key); font: inherit; font-weight: 600; cursor: pointer; }
button.quiet, button.link { background: transparent; color: var(--key); }
button.link { width: auto; padding: .25rem 0; border: 0; text-decoration: underline; font-weight: 400; }
.brand { display: flex; align-items: center; gap: .625rem; margin: 0 0 1.5rem; font-weight: 650; }
.brand svg, .brand b, .brand img { flex: none; width: 1.75rem; height: 1.75rem; margin: 0; border-radius: .5rem; }
.brand b { display: grid; place-content: center; background: var(--key); color: var(--on-key); }
.brand rect { fill: var(--key); }
.brand g { fill: none; stroke: var(--on-key); stroke-width: 3; stroke-linecap: round; }
.actions { position: sticky; bottom: 0; padding: .5rem 0 .125rem; background: var(--paper); }
:focus-visible { outline: 3px solid var(--key); outline-offset: 2px; }
[role=alert] { color: var(--bad); font-weight: 600; }
@media (max-width: 30rem) {
  body { padding: 0; background: var(--paper); }
  main { margin: 0; padding: 1.25rem; box-shadow: none; border-radius: 0; }
}
`;
}

function hashOf(source: string): string {
  return `sha256-${createHash('sha256').update(source).digest('base64')}`;
}
