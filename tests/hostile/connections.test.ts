import { once } from 'node:events';
import { request as httpRequest, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createApp } from '../../src/app/app.ts';
import { createHttpServer } from '../../src/http/index.ts';
import { document, startApp, type Caller, type TestApp } from '../support/app.ts';
import { authorizationOf } from '../support/seeded-tenant.ts';
import { dumpTables } from '../support/table-dump.ts';

let app: TestApp;
let owner: Caller;
let before: Record<string, string[]>;

beforeAll(async () => {
  app = await startApp();
  owner = await app.tenant();
  before = await dumpTables(app);
});

afterAll(() => app.close());

const FLOW = JSON.stringify(document('flow', { name: 'smuggled' }));

/** Sends raw bytes and reads until the server closes the connection. */
async function raw(...lines: string[]): Promise<string> {
  const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
  let answers = '';
  socket.on('data', (bytes) => (answers += bytes.toString()));
  socket.on('error', () => undefined);
  socket.write(lines.join('\r\n'));
  await once(socket, 'close');
  return answers;
}

function statusesOf(answers: string): number[] {
  return [...answers.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
}

/** A request that creates a flow, with extra headers that make the end of its body ambiguous. */
function smuggle(headers: string[], body = FLOW): string[] {
  return [
    `POST /v2/tenants/${owner.tenantId}/flows HTTP/1.1`,
    'Host: a',
    `Authorization: ${authorizationOf(owner)}`,
    'Content-Type: application/json',
    ...headers,
    '',
    body,
  ];
}

describe('a request whose end is ambiguous is rejected and has no effect', () => {
  const length = `Content-Length: ${FLOW.length}`;
  const chunked = `${FLOW.length.toString(16)}\r\n${FLOW}\r\n0\r\n\r\n`;

  test.each<[what: string, headers: string[], body?: string]>([
    ['a length and chunks', [length, 'Transfer-Encoding: chunked'], chunked],
    ['two lengths', [length, 'Content-Length: 5']],
    ['a list of lengths', [`Content-Length: ${FLOW.length}, 5`]],
    ['a negative length', ['Content-Length: -1']],
    ['a length in hex', ['Content-Length: 0x10']],
    ['an unknown transfer encoding', ['Transfer-Encoding: xchunked'], chunked],
    ['chunked before another encoding', ['Transfer-Encoding: chunked, identity'], chunked],
    ['a space before the colon', [`Content-Length : ${FLOW.length}`]],
    ['a folded header', [`X-A: b\r\n ${length}`, length]],
    ['a bare line feed', [`X-A: b\n${length}`, length]],
    ['NUL in a header', [`X-A: b\0`, length]],
    ['an invalid chunk size', ['Transfer-Encoding: chunked'], `zz\r\n${FLOW}\r\n0\r\n\r\n`],
    ['a very long chunk size', ['Transfer-Encoding: chunked'], `${'f'.repeat(40)}\r\n${FLOW}`],
  ])('%s', async (_what, headers, body = FLOW) => {
    expect(statusesOf(await raw(...smuggle(headers, body)))).toEqual([400]);
    expect(await dumpTables(app)).toEqual(before);
  });

  test('bytes after the end of a body are a new request without the credentials of the first', async () => {
    const inner = smuggle([`Content-Length: ${FLOW.length}`, 'Connection: close'])
      .filter((line) => !line.startsWith('Authorization'))
      .join('\r\n');
    const answers = await raw(
      'GET /livez HTTP/1.1',
      'Host: a',
      'Content-Length: 0',
      `Authorization: ${authorizationOf(owner)}`,
      '',
      inner,
    );
    expect(statusesOf(answers)).toEqual([200, 401]);
    expect(await dumpTables(app)).toEqual(before);
  });
});

test.each<[what: string, lines: string[], status: number]>([
  ['no Host', ['GET /v2/me HTTP/1.1', '', ''], 400],
  ['data that is not HTTP', ['\x16\x03\x01\x02\x00\x01', '', ''], 400],
  ['a header of 64 KB', ['GET /v2/me HTTP/1.1', 'Host: a', `X-A: ${'x'.repeat(65_536)}`, '', ''], 431],
  ['a path of 64 KB', [`GET /${'x'.repeat(65_536)} HTTP/1.1`, 'Host: a', '', ''], 431],
  ['an unknown method', ['DESTROY /v2/me HTTP/1.1', 'Host: a', '', ''], 400],
  [
    'an unsupported expectation',
    ['GET /v2/me HTTP/1.1', 'Host: a', 'Expect: gold', 'Connection: close', '', ''],
    417,
  ],
])('the HTTP server rejects %s', async (_what, lines, status) => {
  expect(statusesOf(await raw(...lines))).toEqual([status]);
});

test('a chunked body is measured while it arrives and rejected beyond 2 MiB', async () => {
  const sent = httpRequest(`${app.url}/v2/tenants/${owner.tenantId}/flows`, {
    method: 'POST',
    headers: { Authorization: authorizationOf(owner), 'Content-Type': 'application/json' },
  });
  for (let written = 0; written < 10 * 1024 * 1024; written += 65_536) sent.write(Buffer.alloc(65_536, ' '));
  sent.end();
  const [response] = await once(sent, 'response');
  expect(response.statusCode).toBe(413);
  expect(JSON.parse(await text(response)).errors[0].code).toBe('payload_too_large');
});

test('the body of an unauthenticated request is not read', async () => {
  const sent = httpRequest(`${app.url}/v2/me`, { method: 'PATCH', headers: { 'Content-Length': '1000000' } });
  sent.on('error', () => undefined);
  sent.write('{');
  const [response] = await once(sent, 'response');
  expect(response.statusCode).toBe(401);
  response.resume();
  sent.destroy();
});

test('a body that arrives slowly does not delay other requests, and is accepted once complete', async () => {
  const sent = httpRequest(`${app.url}/v2/tenants/${owner.tenantId}/flows`, {
    method: 'POST',
    headers: {
      Authorization: authorizationOf(owner),
      'Content-Type': 'application/json',
      'Content-Length': String(FLOW.length),
    },
  });
  for (const byte of FLOW) {
    sent.write(byte);
    if (sent.writableLength % 20 === 0) expect((await owner.get('/v2/me')).status).toBe(200);
  }
  sent.end();
  const [response] = await once(sent, 'response');
  expect(response.statusCode).toBe(201);
  const { data } = JSON.parse(await text(response)) as { data: { id: string } };
  await owner.delete(`flows/${data.id}`);
});

test('a request aborted in its body has no effect, and the server keeps working', async () => {
  const total = (await owner.get('flows')).body.meta.total as number;
  const sent = httpRequest(`${app.url}/v2/tenants/${owner.tenantId}/flows`, {
    method: 'POST',
    headers: { Authorization: authorizationOf(owner), 'Content-Length': String(FLOW.length + 1) },
  });
  sent.on('error', () => undefined);
  await new Promise<void>((resolve) => sent.write(FLOW, () => resolve()));
  sent.destroy();
  expect((await owner.get('flows')).body.meta.total).toBe(total);
});

describe('a request that does not arrive in time', () => {
  let server: Server;
  beforeEach(async () => {
    server = createHttpServer(createApp(app.platform.services).app);
    // Node looks for late requests at this interval; its default is 30 seconds.
    Object.assign(server, { connectionsCheckingInterval: 10 });
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  test('has 15 seconds for its headers, and a minute altogether', () => {
    expect([server.headersTimeout, server.requestTimeout]).toEqual([15_000, 60_000]);
  });

  test.each<[what: string, lines: () => string[], arrived: 'connection' | 'request']>([
    ['no data', () => [], 'connection'],
    ['some of its headers', () => ['GET /v2/me HTTP/1.1', 'Host: a', 'X-A: b'], 'connection'],
    ['some of its body', () => smuggle([`Content-Length: ${FLOW.length + 1}`]), 'request'],
  ])('is cut off after %s, and has no effect', async (_what, lines, arrived) => {
    const total = (await owner.get('flows')).body.meta.total as number;
    const begun = once(server, arrived);
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    let answers = '';
    socket.on('data', (bytes) => (answers += bytes.toString()));
    socket.on('error', () => undefined);
    const closed = new Promise((resolve) => socket.on('close', resolve));
    socket.write(lines().join('\r\n'));
    await begun;
    // The time is over.
    Object.assign(server, { headersTimeout: 1, requestTimeout: 1 });
    await closed;
    expect(statusesOf(answers)).toEqual([408]);
    expect((await owner.get('flows')).body.meta.total).toBe(total);
  });
});
