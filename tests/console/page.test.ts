import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import express from 'express';
import { observe } from '../../src/app/observe.ts';
import { createAssets } from '../../src/console/assets.ts';
import { consoleRouter } from '../../src/console/index.ts';
import { clientAddressOf } from '../../src/http/index.ts';
import { errorHandler } from '../../src/jsonapi/index.ts';
import { startApp, type Caller, type TestApp } from '../support/app.ts';
import { checkResponse } from '../support/contract.ts';
import { PASSWORD, hidden, visitor } from '../support/oauth.ts';
import { openConsole, type Browser } from './browser.ts';

const SCRIPT = 'export const answer = 42;\n'.repeat(40);

let app: TestApp;
let owner: Caller;
let browser: Browser;
let folder: string;
let servers: Server[];
let url: string;
let unbuilt: string;
beforeAll(async () => {
  app = await startApp();
  owner = await app.tenant();
  browser = await openConsole(app, owner);
  folder = mkdtempSync(join(tmpdir(), 'console-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<meta nonce="__NONCE__"><style nonce="__NONCE__"></style>');
  writeFileSync(join(folder, 'secret.txt'), 'not one of the files');
  const files = {
    'app-1a2b.js': SCRIPT,
    'app-1a2b.js.br': brotliCompressSync(SCRIPT),
    'app-1a2b.js.gz': gzipSync(SCRIPT),
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, 'assets', name), content);
  servers = [];
  url = await serveFrom(`${folder}/`);
  unbuilt = await serveFrom(`${folder}/nothing/`);
});
afterAll(async () => {
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true });
  await app.close();
});

/** Serves the console with the files of a folder. */
async function serveFrom(path: string): Promise<string> {
  const { consoleParts, log, metrics } = app.platform.services;
  const server = express()
    .use(observe(log, metrics, clientAddressOf([])))
    .use(consoleRouter({ ...consoleParts, assets: createAssets(pathToFileURL(path)) }))
    .use(errorHandler(log))
    .listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function get(path: string, headers: Record<string, string> = {}, base = url) {
  const answer = await fetch(base + path, { headers, redirect: 'manual' });
  const body = await answer.text();
  const isJson = /json/.test(answer.headers.get('content-type') ?? '');
  const seen = {
    method: 'GET',
    url: path.replace(/^\/console\/(?!assets).*/, '/console'),
    status: answer.status,
  };
  checkResponse({
    ...seen,
    headers: Object.fromEntries(answer.headers),
    body: isJson ? JSON.parse(body) : body,
  });
  return { status: answer.status, headers: answer.headers, body };
}

describe('the page', () => {
  test.each(['/console', '/console/', '/console/oauth-clients/1?page=2', '/console/%E0%A4%A'])(
    'is served at %s',
    async (path) => {
      const { status, headers, body } = await get(path, browser.headers);
      expect([status, headers.get('cache-control'), headers.get('x-frame-options')]).toEqual([
        200,
        'no-store',
        'DENY',
      ]);
      expect(body).not.toContain('__NONCE__');
    },
  );

  test('allows only its own scripts, and only its own styles or those with a one-time nonce', async () => {
    const nonces = new Set<string>();
    for (let turn = 0; turn < 3; turn += 1) {
      const { headers, body } = await get('/console', browser.headers);
      const policy = headers.get('content-security-policy')!;
      const nonce = /style-src 'self' 'nonce-([0-9A-Za-z]{22})';/.exec(policy)![1]!;
      expect(policy).not.toContain('unsafe');
      expect(policy).toMatch(
        /^default-src 'none';script-src 'self';.*base-uri 'none';frame-ancestors 'none'$/,
      );
      expect(body).toBe(`<meta nonce="${nonce}"><style nonce="${nonce}"></style>`);
      nonces.add(nonce);
    }
    expect(nonces.size).toBe(3);
  });

  test('says if it has not been built', async () => {
    const { status, body } = await get('/console', browser.headers, unbuilt);
    expect([status, body]).toEqual([404, expect.stringContaining('npm run build')]);
  });

  test('redirects to the sign-in page and back to the requested page', async () => {
    const requested = '/console/oauth-clients?sort=%22client_id%22';
    const location = (await get(requested)).headers.get('location')!;
    const someone = visitor(app);
    const page = await someone.get(location);
    const answer = await someone.post('/login', { ...hidden(page), email: owner.email, password: PASSWORD });
    expect([answer.status, answer.headers['location']]).toEqual([303, requested]);
  });

  test.each([
    ['/console//evil.example', '/console//evil.example'],
    ['/console/\\evil.example', '/console//evil.example'],
    ['/console?to=https://evil.example', '/console?to=https://evil.example'],
    [`/console/${'x'.repeat(9_000)}`, '/console'],
  ])('only redirects back to pages of the console: %.40s', async (requested, to) => {
    const { status, headers } = await get(requested);
    expect([status, headers.get('location')]).toEqual([303, `/login?to=${encodeURIComponent(to)}`]);
  });
});

describe('a file of the console', () => {
  test.each([
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0, gzip;q=0.5', 'gzip'],
    ['identity', null],
  ])('for Accept-Encoding %s is sent as %s and cached forever', async (accepted, encoding) => {
    const { status, headers, body } = await get('/console/assets/app-1a2b.js', {
      'Accept-Encoding': accepted,
    });
    expect([status, headers.get('content-encoding'), headers.get('vary')]).toEqual([
      200,
      encoding,
      'Accept-Encoding',
    ]);
    expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(body).toBe(SCRIPT);
  });

  test.each(['app-1a2b.js.br', 'none.js', '..%2findex.html', '..%2fsecret.txt', '%2e%2e%2fsecret.txt'])(
    'is not found as %s',
    async (name) => {
      expect((await get(`/console/assets/${name}`)).status).toBe(404);
    },
  );
});
