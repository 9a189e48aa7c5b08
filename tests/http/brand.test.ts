import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSettings } from '../../src/config/index.ts';
import { createBrand } from '../../src/http/brand.ts';
import { startApp, type TestApp } from '../support/app.ts';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'valetkey-brand-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** WCAG 2.2, computed independently of the source. */
function contrast(one: string, other: string): number {
  const luminances = [one, other].map((color) => {
    const linear = color
      .slice(1)
      .match(/../g)!
      .map((hex) => Number.parseInt(hex, 16) / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * linear[0]! + 0.7152 * linear[1]! + 0.0722 * linear[2]!;
  });
  return (Math.max(...luminances) + 0.05) / (Math.min(...luminances) + 0.05);
}

test('any color can be read in both themes, as text and under text', () => {
  const steps = ['00', '40', '80', 'bf', 'ff'];
  for (const red of steps)
    for (const green of steps)
      for (const blue of steps) {
        const color = `#${red}${green}${blue}`;
        const { light, dark } = createBrand({ brandName: 'Acme', brandColor: color }).colors;
        for (const [{ key, onKey }, paper] of [
          [light, '#ffffff'],
          [dark, '#1c232d'],
        ] as const)
          expect([color, contrast(key, paper) >= 4.5, contrast(key, onKey) >= 4.5]).toEqual([
            color,
            true,
            true,
          ]);
      }
});

test('a color that can be read is used as it is', () => {
  const brand = createBrand({ brandName: 'Acme', brandColor: '#0a7d55' });
  expect(brand.colors.light).toEqual({ key: '#0a7d55', onKey: '#ffffff' });
});

test.each([
  ['missing.png', undefined, 'cannot be read (ENOENT)'],
  ['page.html', '<!doctype html><script>alert(1)</script>', 'is not a PNG, JPEG, WebP or SVG image'],
  ['large.png', Buffer.concat([PNG, Buffer.alloc(300_000)]), 'is larger than 256 KiB'],
])('a logo that cannot be used is refused: %s', (name, content, reason) => {
  const brandLogo = content === undefined ? join(folder, name) : file(name, content);
  expect(() => createBrand({ brandName: 'Acme', brandLogo })).toThrow(reason);
});

test.each([
  [{ BRAND_COLOR: 'red' }, 'BRAND_COLOR must be a color such as #0a7d55, not "red".'],
  [{ BRAND_COLOR: '#0a7d55;}' }, 'BRAND_COLOR must be'],
  [{ BRAND_NAME: 'x'.repeat(61) }, 'BRAND_NAME must have at most 60 characters'],
  [{ BRAND_NAME: 'evil\u202e' }, 'all of them visible'],
])('%j is refused at the start', (environment, reason) => {
  expect(() => loadSettings(environment)).toThrow(reason);
});

describe('the pages', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp({
      BRAND_NAME: 'Acme <Connect>',
      BRAND_COLOR: '#0a7d55',
      BRAND_LOGO: file('logo.svg', SVG),
    });
  });
  afterAll(() => app.close());

  test('have the name, the color and the logo of the platform', async () => {
    const { text, headers } = await app.request('GET', '/login');
    expect(text).toContain('<title>Sign in · Acme &lt;Connect&gt;</title>');
    expect(text).toContain('--key: #0a7d55');
    expect(text).toContain('<img src="/brand/logo" alt="" />');
    expect(text).not.toContain('Valetkey');
    expect(headers['content-security-policy']).toContain("img-src 'self'");
    const style = /<style>([^]*)<\/style>/.exec(text)![1]!;
    const hash = Buffer.from(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(style))).toString(
      'base64',
    );
    expect(headers['content-security-policy']).toContain(`'sha256-${hash}'`);
  });

  test('serve the logo so that a script in it never runs', async () => {
    const { status, headers, text } = await app.request('GET', '/brand/logo');
    expect([status, text]).toEqual([200, SVG]);
    expect(headers).toMatchObject({ 'content-type': 'image/svg+xml', 'x-content-type-options': 'nosniff' });
    expect(headers['content-security-policy']).toMatch(/default-src 'none'.*sandbox/);
  });
});

describe('without settings', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.close());

  test('the pages have our own name and mark', async () => {
    const { text, headers } = await app.request('GET', '/login');
    expect(text).toMatch(/<svg viewBox[^]*<bdi>Valetkey<\/bdi>/);
    expect(headers['content-security-policy']).toContain("img-src 'none'");
    expect((await app.request('GET', '/brand/logo')).status).toBe(404);
  });

  test('the root leads people to the console, and answers programs as any unknown URL', async () => {
    const accept = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
    const page = await app.request('GET', '/', { headers: { Accept: accept } });
    expect([page.status, page.headers['location']]).toEqual([303, '/console']);
    for (const headers of [{}, { Accept: '*/*' }, { Accept: 'application/json' }])
      expect((await app.request('GET', '/', { headers })).status).toBe(404);
  });
});
