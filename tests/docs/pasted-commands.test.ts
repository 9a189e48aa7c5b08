import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { createDatabase, type TestDatabase } from '../support/databases.ts';
import { freePort } from '../support/free-port.ts';
import { buildProgram, startServer, type RunningProgram } from '../support/program.ts';
import { NOT_PASTED, pastedBlocks, shellBlocks, shellNamed } from './code-blocks.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Interactive shells, as in a terminal, without any user's settings. */
const SHELLS = [
  { ...shellNamed('bash'), options: ['--noprofile', '--norc', '-i'] },
  { ...shellNamed('zsh'), options: ['-f', '-i'] },
];

/** Runs the built program instead of `npm run --silent valetkey --`. */
const BUILT = `npm() { shift 4; ${process.execPath} ${buildProgram()} "$@"; }`;

/** The pages with blocks to paste, each pasted into its own shell. */
const GETTING_STARTED = 'docs/getting-started.md';
const OUTBOUND = 'docs/outbound.md';
const INBOUND = 'docs/inbound.md';
const WEBHOOKS = 'docs/webhooks.md';

let database: TestDatabase;
let folder: string;
let server: RunningProgram;
beforeEach(async () => {
  database = await createDatabase();
  folder = mkdtempSync(join(tmpdir(), 'valetkey-paste-'));
  symlinkSync(join(ROOT, 'seeds'), join(folder, 'seeds'));
  server = await startServer({
    DATABASE_URL: database.url,
    DATA_DIR: folder,
    NODE_ENV: 'development',
    PORT: await freePort(),
    OUTBOUND_ALLOW: '127.0.0.1',
  });
  while (!server.stderr().includes('api-key create')) await once(server.child.stderr!, 'data');
});
afterEach(async () => {
  await server.end('SIGTERM');
  await database.drop();
  rmSync(folder, { recursive: true });
});

test('every block is pasted or has a reason why not', () => {
  const pages = [GETTING_STARTED, OUTBOUND, INBOUND, WEBHOOKS];
  expect(pastedBlocks().filter(({ page }) => !pages.includes(page))).toEqual([]);
  const texts = shellBlocks().map((block) => block.text);
  const stale = Object.keys(NOT_PASTED).filter(
    (beginning) => texts.filter((block) => block.startsWith(beginning)).length !== 1,
  );
  expect(stale).toEqual([]);
});

/** The lines that the start printed for pasting. */
function printed(): { lines: string[]; tenantId: string; email: string; apiKey: string } {
  const lines = server
    .stderr()
    .split('\n')
    .filter((line) => /^ {2}export (CLIENTS|LOGIN)=/.test(line));
  expect(lines).toHaveLength(2);
  const [, tenantId = ''] = /tenants\/([^/]+)/.exec(lines.join()) ?? [];
  const [, email = '', apiKey = ''] = /LOGIN=([^:]+):(\S+)/.exec(lines.join('\n')) ?? [];
  return { lines, tenantId, email, apiKey };
}

interface Said {
  said: string;
  wrong: string;
}

/** Pastes the blocks of a page, with the replacements of `instead`, such as the port of the test. */
async function paste(
  { name: shell, options }: (typeof SHELLS)[number],
  page: string,
  before: string[],
  instead: Record<string, string> = {},
): Promise<Said> {
  let pasted = pastedBlocks()
    .filter((block) => block.page === page)
    .map(({ text: block }) => block)
    .join('\n');
  for (const [of, by] of Object.entries(instead)) {
    expect(pasted).toContain(of);
    pasted = pasted.replaceAll(of, by);
  }
  const child = spawn(shell, options, {
    cwd: folder,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: folder,
      TERM: 'dumb',
      NODE_PATH: join(ROOT, 'node_modules'),
    },
  });
  child.stdin.end(`${before.join('\n')}\n${pasted}\necho all pasted\nexit\n`);
  const [said, wrong] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  expect(said).toContain('all pasted');
  expect(said).not.toMatch(/"errors"|^undefined/m);
  expect(said + wrong).not.toMatch(
    /SyntaxError|TypeError|parse error|not found|no matches|unexpected|not a valid identifier/,
  );
  return { said, wrong };
}

describe.each(SHELLS)('$where', (shell) => {
  const inShell = shell.installed ? test : test.skip;

  inShell('an app gets a token, acts as a user, and gets a new secret', async () => {
    const outcome = await paste(shell, INBOUND, printed().lines);
    expect(outcome.said).toMatch(/"token_type":"Bearer"/i);
    expect(outcome.said).toContain('HTTP/1.1 204');
  });

  inShell('events of an app and of a provider are accepted, and the webhook is disabled', async () => {
    const outcome = await paste(shell, WEBHOOKS, [...printed().lines, BUILT]);
    expect(outcome.said.match(/HTTP\/1\.1 202/g)).toHaveLength(2);
    expect(outcome.said.match(/^202 \{"id":/gm)).toHaveLength(2);
    expect(outcome.said).toContain('"enabled":false');
  });

  inShell('the first steps and the migration of a component.json work', async () => {
    const { tenantId, email, apiKey } = printed();
    mkdirSync(join(folder, 'data'));
    writeFileSync(join(folder, 'data/owner.json'), JSON.stringify({ tenant_id: tenantId, api_key: apiKey }));
    const outcome = await paste(shell, GETTING_STARTED, [BUILT], {
      'http://127.0.0.1:8080': server.url,
      'owner@acme.test': email,
    });
    expect(outcome.said).toContain('"client_secret":"s3cret"');
    expect(outcome.said).toMatch(/"PIZZAVAN_KEY":"van-1"/);
    expect(outcome.said).toMatch(/"useOAuthClient": true/);
  });

  inShell('an account is connected, used and disconnected', async () => {
    const third = await startThirdParty();
    try {
      const { said } = await paste(shell, OUTBOUND, printed().lines, {
        'http://127.0.0.1:9090': third.url,
        'http://127.0.0.1:8080': server.url,
      });
      expect(said).toMatch(/"state":"connected","external_user_id":"[^"]+@demo\.example"/);
      // Two tokens with a refresh between them, the two other grants, and what the elastic.io library read.
      const tokens = [...said.matchAll(/"access_token":"([^"]+)"/g)].map(([, token]) => token);
      expect(new Set(tokens).size).toBe(2);
      expect(said.match(/"attributes":\{"state":"connected","reason":null/g)).toHaveLength(2);
      // The library reads a newer one: the page refreshes the token once more after it has rotated the secret.
      const [, read] = /access_token: '([^']+)'/.exec(said)!;
      expect(tokens).not.toContain(read);
      expect(said).toContain('HTTP/1.1 204');
    } finally {
      third.child.kill('SIGTERM');
      await once(third.child, 'close');
    }
  });
});

/** The demo's authorization server, started as the page says. */
async function startThirdParty(): Promise<{ url: string; child: ChildProcess }> {
  const port = await freePort();
  const callback = `${server.url}/callback/oauth2`;
  const options = ['--auto-login', '--port', port, '--redirect-uri', callback];
  const child = spawn(process.execPath, [join(ROOT, 'scripts/demo-provider.mjs'), ...options]);
  await once(child.stdout, 'data');
  child.stdout.resume();
  child.stderr.resume();
  return { url: `http://127.0.0.1:${port}`, child };
}
