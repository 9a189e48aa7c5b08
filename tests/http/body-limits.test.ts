import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import express from 'express';
import { createApp } from '../../src/app/app.ts';
import { createHttpServer } from '../../src/http/index.ts';
import { document, startApp, type Caller, type TestApp } from '../support/app.ts';
import { checkRawAnswer, openConnection, type Connection, type RawAnswer } from '../support/connection.ts';
import { LOOPBACK_ALLOWED } from '../support/credentials.ts';
import { authorizationOf } from '../support/seeded-tenant.ts';
import {
  eventsKept,
  FROM_GITHUB,
  makeWebhook,
  startFlowTarget,
  type FlowTarget,
} from '../support/webhooks.ts';

let app: TestApp;
let owner: Caller;
let target: FlowTarget;
let open: Connection[] = [];

beforeAll(async () => {
  app = await startApp(LOOPBACK_ALLOWED);
  owner = await app.tenant();
  target = await startFlowTarget();
});
afterAll(async () => {
  await target.close();
  await app.close();
});
afterEach(async () => {
  for (const { socket } of open) socket.destroy();
  open = [];
  expect((await owner.get('/v2/me')).status).toBe(200);
});

const FORM = 'Content-Type: application/x-www-form-urlencoded';
const JSON_TYPE = 'Content-Type: application/json';
const HUGE = 'Content-Length: 100000000';
const CHUNKED = 'Transfer-Encoding: chunked';
const EXPECT = 'Expect: 100-continue';

function connection(to: { url: string } = app): Connection {
  open.push(openConnection(to));
  return open.at(-1)!;
}

const flows = () => `/v2/tenants/${owner.tenantId}/flows`;
const authorization = () => `Authorization: ${authorizationOf(owner)}`;
const head = (method: string, path: string, ...headers: string[]) => [
  `${method} ${path} HTTP/1.1`,
  'Host: a',
  ...headers,
];
const toFlows = (...headers: string[]) => head('POST', flows(), authorization(), JSON_TYPE, ...headers);
const statusesOf = (answers: RawAnswer[]) => answers.map(({ status }) => status);

/** Recognizes the error in each format: JSON:API, OAuth, the API-key dialect or an HTML page. */
const IS_TOO_LARGE = {
  jsonapi: (text: string) => JSON.parse(text).errors[0].code === 'payload_too_large',
  oauth: (text: string) => JSON.parse(text).error === 'invalid_request',
  dialect: (text: string) => JSON.parse(text).errors[0].message === 'invalid_request',
  page: (text: string) => text.includes('The body is larger than 65536 bytes.'),
};

const READ: [method: string, path: string, format: keyof typeof IS_TOO_LARGE][] = [
  ['POST', 'flows', 'jsonapi'],
  ['PATCH', '/v2/me', 'jsonapi'],
  ['POST', '/oauth2/token', 'oauth'],
  ['POST', '/oauth2/introspect', 'oauth'],
  ['POST', '/oauth2/revoke', 'oauth'],
  ['POST', '/oauth2/par', 'oauth'],
  ['POST', '/oauth/token', 'dialect'],
  ['POST', '/oauth2/auth', 'page'],
  ['POST', '/oauth2/consent', 'page'],
  ['POST', '/oauth/authorize', 'page'],
  ['POST', '/login', 'page'],
  ['POST', '/logout', 'page'],
  ['POST', '/invitations', 'page'],
  ['POST', '/password', 'page'],
  ['POST', 'hook', 'jsonapi'],
  ['POST', 'hook/actions', 'jsonapi'],
];

describe.each(READ)('%s %s', (method, named, format) => {
  let path: string;
  beforeAll(async () => {
    const hook = () => makeWebhook(owner, target.url, FROM_GITHUB);
    if (named.startsWith('hook')) path = (await hook()).path + named.slice('hook'.length);
    else path = named.startsWith('/') ? named : `/v2/tenants/${owner.tenantId}/${named}`;
  });

  const expectTooLarge = (answer: RawAnswer | undefined) => {
    expect(answer?.status).toBe(413);
    expect(answer!.headers['connection']).toBe('close');
    expect(IS_TOO_LARGE[format](answer!.text)).toBe(true);
    checkRawAnswer(method, path, answer!);
  };

  test.each([
    ['before any of it is sent', ''],
    ['after its first byte', '{'],
  ])('a body that is too large gets a 413 %s', async (_what, sent) => {
    const { send, socket, untilEnd } = connection();
    send(...head(method, path, HUGE));
    socket.write(sent);
    const answers = await untilEnd();
    expect(answers).toHaveLength(1);
    expectTooLarge(answers[0]);
  });

  test('a client that waits for 100 Continue gets a 413 instead', async () => {
    const { send, untilEnd } = connection();
    send(...head(method, path, HUGE, EXPECT));
    const answers = await untilEnd();
    expect(answers).toHaveLength(1);
    expectTooLarge(answers[0]);
  });
});

test.each([
  ['a path of a tenant', () => flows(), 413],
  ['a path of a tenant that does not exist', () => '/v2/tenants/x/flows', 413],
  ['a webhook that does not exist', () => '/hooks/x', 404],
])('a body that is too large is rejected before authentication: %s', async (_what, path, status) => {
  const { send, untilEnd } = connection();
  send(...head('POST', path(), HUGE));
  expect(statusesOf(await untilEnd())).toEqual([status]);
});

test.each<[what: string, lines: () => string[], status: number]>([
  ['a GET of a resource', () => head('GET', '/v2/me', authorization(), HUGE), 200],
  ['a GET of a resource with a chunked body', () => head('GET', '/v2/me', authorization(), CHUNKED), 200],
  ['a GET of a page', () => head('GET', '/login', HUGE), 200],
  ['an unknown path', () => head('POST', '/nowhere', HUGE), 404],
  ['an unknown path with a chunked body', () => head('PUT', '/nowhere', CHUNKED), 404],
  ['an unknown path of the API', () => head('POST', '/v2/nowhere', authorization(), HUGE), 404],
  ['a method that is not allowed', () => head('DELETE', '/login', HUGE), 405],
  ['a method of the API that is not allowed', () => head('PUT', '/v2/me', authorization(), HUGE), 405],
  ['a health check', () => head('GET', '/livez', HUGE), 200],
  ['the console', () => head('POST', '/console/sign-out', HUGE), 401],
  ['an unauthenticated request', () => head('POST', flows(), JSON_TYPE, 'Content-Length: 1000'), 401],
  ['an unauthenticated request with a chunked body', () => head('POST', flows(), JSON_TYPE, CHUNKED), 401],
  ['an invalid query', () => head('POST', `${flows()}?x=1`, authorization(), 'Content-Length: 9'), 400],
  ['a secret in the URL', () => head('POST', '/oauth2/token?code=x', FORM, 'Content-Length: 9'), 400],
  ['an unknown encoding', () => toFlows('Content-Encoding: zip', 'Content-Length: 9'), 415],
])('a response that does not need the body does not wait for it: %s', async (_what, lines, status) => {
  for (const more of [[], [EXPECT]]) {
    const { send, untilEnd } = connection();
    send(...lines(), ...more);
    const answers = await untilEnd();
    expect(statusesOf(answers)).toEqual([status]);
    expect(answers[0]!.headers['connection']).toBe('close');
  }
});

describe('a body without a Content-Length', () => {
  test.each([
    ['JSON:API', () => toFlows(CHUNKED)],
    ['a form', () => head('POST', '/oauth2/token', FORM, CHUNKED)],
    ['a page', () => head('POST', '/login', FORM, CHUNKED)],
  ])('gets a 413 while it is still being sent: %s', async (_what, lines) => {
    const { send, socket, untilEnd } = connection();
    send(...lines());
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    let over = false;
    socket.on('end', () => (over = true));
    const sending = (async () => {
      while (!over) await new Promise((resolve) => socket.write(chunk, resolve));
    })();
    const answers = await untilEnd();
    await sending;
    expect(statusesOf(answers)).toEqual([413]);
    // The server keeps reading, for clients that have not seen the response yet.
    await new Promise((resolve) => socket.write(chunk, resolve));
    expect(socket.errored).toBeNull();
  });

  test('that decompresses to nothing is measured by its compressed size', async () => {
    const { send, socket, untilEnd } = connection();
    send(...toFlows(CHUNKED, 'Content-Encoding: gzip'));
    const nothing = gzipSync('');
    const members = Buffer.concat(Array.from({ length: 1000 }, () => nothing));
    let over = false;
    socket.on('end', () => (over = true));
    const sending = (async () => {
      while (!over) {
        socket.write(`${members.length.toString(16)}\r\n`);
        socket.write(members);
        await new Promise((resolve) => socket.write('\r\n', resolve));
      }
    })();
    const answers = await untilEnd();
    await sending;
    expect(statusesOf(answers)).toEqual([413]);
  });
});

test('a compressed form is measured by its decompressed size', async () => {
  const fields = `grant_type=client_credentials&x=${'x'.repeat(65_536)}`;
  const zipped = gzipSync(fields);
  expect(zipped.length).toBeLessThan(1000);
  const answer = await app.request('POST', '/oauth2/token', {
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Encoding': 'gzip' },
    body: zipped,
  });
  expect([answer.status, answer.body.error]).toEqual([413, 'invalid_request']);
});

test('a client that sends everything before it reads still gets the response', async () => {
  const { send, socket, untilEnd } = connection();
  socket.pause();
  send(...head('POST', '/oauth2/token', FORM, 'Content-Length: 20000000'));
  for (let sent = 0; sent < 20_000_000; sent += 100_000)
    await new Promise((resolve) => socket.write('x'.repeat(100_000), resolve));
  socket.resume();
  expect(statusesOf(await untilEnd())).toEqual([413]);
});

describe('after an early response', () => {
  let server: Server;
  let served: Socket;
  let client: Connection;
  /** The requests that have reached the app. */
  let handled: string[];

  beforeEach(async () => {
    handled = [];
    const counting = express().use((request, _response, next) => {
      handled.push(`${request.method} ${request.path}`);
      next();
    });
    counting.use(createApp(app.platform.services).app);
    server = createHttpServer(counting).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const connected = once(server, 'connection') as Promise<[Socket]>;
    client = connection({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
    [served] = await connected;
  });
  afterEach(async () => {
    client.socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });

  test('a request pipelined after the body has no effect', async () => {
    const { send, socket, untilEnd } = client;
    const flow = JSON.stringify(document('flow', { name: 'pipelined' }));
    const second = [...toFlows(`Content-Length: ${flow.length}`), '', flow].join('\r\n');
    send(...toFlows('Content-Length: 3000000'));
    expect(statusesOf(await untilEnd())).toEqual([413]);
    socket.write('x'.repeat(3_000_000) + second);
    await once(served, 'close');
    expect(handled).toEqual([`POST ${flows()}`]);
  });

  test('the connection is closed even if the client sends nothing more', async () => {
    client.send(...head('POST', '/oauth2/token', HUGE));
    expect(statusesOf(await client.untilEnd())).toEqual([413]);
    // The client keeps its side open.
    await once(served, 'close');
  });
});

describe('Expect: 100-continue', () => {
  const flow = JSON.stringify(document('flow', { name: 'expected' }));

  test('gets a 100, then the response, and the connection stays open', async () => {
    const { send, socket, answers } = connection();
    for (const turn of [1, 2]) {
      send(...toFlows(EXPECT, `Content-Length: ${flow.length}`));
      expect(statusesOf(await answers((all) => all.length === 2 * turn - 1)).at(-1)).toBe(100);
      socket.write(flow);
      const [last] = (await answers((all) => all.length === 2 * turn)).slice(-1);
      expect([last!.status, last!.headers['connection']]).toEqual([201, 'keep-alive']);
    }
  });

  test('gets a 100 from forms and webhooks too', async () => {
    const webhook = await makeWebhook(owner, target.url, FROM_GITHUB);
    for (const path of ['/oauth2/token', '/login', webhook.path]) {
      const { send, socket, answers } = connection();
      send(...head('POST', path, FORM, EXPECT, 'Content-Length: 3'));
      expect(statusesOf(await answers((all) => all.length === 1))).toEqual([100]);
      socket.write('a=b');
      expect([path, (await answers((all) => all.length === 2))[1]!.status]).toEqual([
        path,
        { '/oauth2/token': 401, '/login': 403 }[path] ?? 401,
      ]);
    }
    expect(await eventsKept(app, webhook)).toBe(0);
  });

  test('gets a 100 for a chunked body, and a 413 once that is too large', async () => {
    const { send, socket, answers, untilEnd } = connection();
    send(...head('POST', '/oauth2/token', FORM, EXPECT, CHUNKED));
    expect(statusesOf(await answers((all) => all.length === 1))).toEqual([100]);
    socket.write(`10001\r\n${'x'.repeat(0x10001)}`);
    expect(statusesOf(await untilEnd())).toEqual([100, 413]);
  });

  test('with any other expectation gets a 417', async () => {
    const { send, untilEnd } = connection();
    send(...toFlows('Expect: 200-ok', HUGE));
    const answers = await untilEnd();
    expect(statusesOf(answers)).toEqual([417]);
    expect(answers[0]!.text).toContain('100-continue');
  });
});

test('a connection stays open if the whole body was read, even after an error', async () => {
  const { send, socket, answers } = connection();
  send(...toFlows('Content-Length: 1'));
  socket.write('{');
  await answers((all) => all.length === 1);
  send(...toFlows(CHUNKED));
  socket.write('1\r\n{\r\n0\r\n\r\n');
  await answers((all) => all.length === 2);
  send(...head('GET', '/v2/me', authorization()));
  expect(statusesOf(await answers((all) => all.length === 3))).toEqual([400, 400, 200]);
});

const NO_CURL = spawnSync('curl', ['--version']).status !== 0;

(NO_CURL ? describe.skip : describe)('curl', () => {
  let folder: string;
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'valetkey-body-'))));
  afterAll(() => rmSync(folder, { recursive: true }));

  async function curl(bytes: number, how: string, path: string): Promise<{ status: string; log: string }> {
    const file = join(folder, `${bytes}.bin`);
    writeFileSync(file, Buffer.alloc(bytes, ' '));
    const options = ['--silent', '--verbose', '--output', '/dev/null', '--write-out', '%{http_code}'];
    const headers = ['--header', authorization(), '--header', JSON_TYPE, '--request', 'POST'];
    const body = [how, how === '-T' ? file : `@${file}`];
    const { stdout, stderr } = await promisify(execFile)('curl', [
      ...options,
      ...headers,
      ...body,
      `${app.url}${path}`,
    ]);
    return { status: stdout, log: stderr };
  }

  test.each([['--data-binary'], ['-T']])(
    '%s sends a body within the limit after 100 Continue',
    async (how) => {
      const { status, log } = await curl(1_500_000, how, flows());
      expect(log).toContain('> Expect: 100-continue');
      expect(log).toContain('< HTTP/1.1 100 Continue');
      expect(status).toBe('400');
    },
  );

  test.each([
    ['--data-binary', () => flows()],
    ['-T', () => flows()],
    ['--data-binary', () => '/oauth2/token'],
    ['-T', () => '/login'],
  ])('%s gets a 413 without 100 Continue for a body that is too large', async (how, path) => {
    const { status, log } = await curl(5_000_000, how, path());
    expect(log).not.toContain('100 Continue');
    expect(status).toBe('413');
  });
});
