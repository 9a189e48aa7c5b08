import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { connect, createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { AppError } from '../../src/errors.ts';
import { createOutbound, OutboundError, type Outbound } from '../../src/http/index.ts';

const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

type Listener = (...exchange: Parameters<RequestListener>) => unknown;

async function serve(listener: Listener): Promise<{ port: number; server: Server }> {
  const server = createServer((request, response) => void listener(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  opened.push({
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  });
  return { port: (server.address() as AddressInfo).port, server };
}

function outbound(
  allow: string[] = ['127.0.0.1'],
  {
    lookup,
    proxy,
    timeout = 30_000,
  }: { lookup?: (host: string) => string[]; proxy?: string; timeout?: number } = {},
): Outbound {
  const made = createOutbound(
    { allow, proxy, timeout },
    lookup === undefined
      ? {}
      : {
          lookup: async (host) =>
            lookup(host).map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
        },
  );
  opened.push(made);
  return made;
}

/** The kind of the OutboundError, or the status of the response. */
async function kindOf(sent: Promise<{ status: number }>): Promise<string | number> {
  return sent.then(
    ({ status }) => status,
    (error: unknown) => {
      if (error instanceof OutboundError) return error.kind;
      throw error;
    },
  );
}

const NOT_PUBLIC = [
  // This machine, in every form that a URL allows.
  'https://127.0.0.1/',
  'https://127.1/',
  'https://127.0.1/',
  'https://2130706433/',
  'https://0x7f000001/',
  'https://0x7f.1/',
  'https://0177.0.0.1/',
  'https://017700000001/',
  'https://127.0.0.1./',
  'https://%31%32%37.0.0.1/',
  'https://１２７.0.0.1/',
  'https://127。0。0。1/',
  'https://①②⑦.0.0.1/',
  'https://[::1]/',
  'https://[0:0:0:0:0:0:0:1]/',
  'https://[::ffff:127.0.0.1]/',
  'https://[::ffff:7f00:1]/',
  'https://[::127.0.0.1]/',
  'https://0/',
  'https://0.0.0.0/',
  'https://[::]/',
  'https://localhost/',
  'https://LOCALHOST./',
  'https://a.localhost/',
  'https://printer.local/',
  'https://metadata.google.internal/',
  // Private, link-local, metadata, shared and reserved.
  'https://10.0.0.1/',
  'https://172.16.0.1/',
  'https://172.31.255.255/',
  'https://192.168.1.1/',
  'https://169.254.169.254/latest/meta-data/',
  'https://[fd00:ec2::254]/',
  'https://[fe80::1]/',
  'https://[fec0::1]/',
  'https://100.64.0.1/',
  'https://100.100.100.200/',
  'https://198.18.0.1/',
  'https://192.0.2.1/',
  'https://224.0.0.1/',
  'https://240.0.0.1/',
  'https://255.255.255.255/',
  'https://[ff02::1]/',
  'https://[2001:db8::1]/',
  // IPv4 embedded in IPv6: NAT64, 6to4, Teredo.
  'https://[64:ff9b::7f00:1]/',
  'https://[64:ff9b::a9fe:a9fe]/',
  'https://[64:ff9b:1::7f00:1]/',
  'https://[2002:7f00:1::]/',
  'https://[2001:0:7f00:1::]/',
];

describe('an address that is not public', () => {
  test.each(NOT_PUBLIC)('is rejected: %s', async (url) => {
    const guarded = outbound([]);
    expect(() => guarded.assertAllowed(url, '/data/attributes/token_url')).toThrow(AppError);
    expect(await kindOf(guarded.send({ url }))).toBe('not_allowed');
  });

  test.each([
    '127.0.0.1',
    '::1',
    '10.1.2.3',
    '169.254.169.254',
    '64:ff9b::7f00:1',
    '::ffff:10.0.0.1',
    'fe80::1%lo',
  ])('is rejected before connecting if a name resolves to it: %s', async (address) => {
    const guarded = outbound([], { lookup: () => [address] });
    expect(() => guarded.assertAllowed('https://third.example/')).not.toThrow();
    expect(await kindOf(guarded.send({ url: 'https://third.example/' }))).toBe('not_allowed');
  });

  test('is rejected even if the name also has a public one', async () => {
    const guarded = outbound([], { lookup: () => ['93.184.215.14', '127.0.0.1'] });
    expect(await kindOf(guarded.send({ url: 'https://third.example/' }))).toBe('not_allowed');
  });

  test('cannot be reached by DNS rebinding: the address that was checked is used', async () => {
    const { port } = await serve((_request, response) => response.end('hello'));
    const lookups: string[] = [];
    // Only the first lookup returns an allowed address.
    const lookup = (host: string) => {
      lookups.push(host);
      return lookups.length === 1 ? ['127.0.0.1'] : ['127.0.0.99'];
    };
    const guarded = outbound([`third.example:${port}`], { lookup });
    const answer = await guarded.send({ url: `http://third.example:${port}/` });
    expect(answer.body).toBe('hello');
    expect(lookups).toEqual(['third.example']);
  });

  test('gets an error with its pointer that names the setting to change', () => {
    try {
      outbound([]).assertAllowed('https://10.0.0.1/', '/data/attributes/token_url');
      throw new Error('it was allowed');
    } catch (error) {
      expect(error).toMatchObject({
        code: 'url_not_allowed',
        source: { pointer: '/data/attributes/token_url' },
        message: expect.stringContaining('OUTBOUND_ALLOW'),
      });
    }
  });
});

describe('a URL that is not an HTTPS URL of a third party', () => {
  test.each([
    'http://third.example/',
    'ftp://third.example/',
    'file:///etc/passwd',
    'data:text/plain,x',
    'https://user:password@third.example/',
    'https://user@third.example/',
    'https://third.example/#fragment',
    '//third.example/',
    'third.example',
    '',
    'https://',
  ])('is rejected: %j', async (url) => {
    expect(() => outbound([]).assertAllowed(url)).toThrow(AppError);
    expect(await kindOf(outbound([]).send({ url }))).toBe('not_allowed');
  });
});

describe('OUTBOUND_ALLOW', () => {
  test.each([['127.0.0.1'], ['127.0.0.0/8'], ['10.0.0.0/8', '127.0.0.1']])('accepts %s', async (...allow) => {
    const { port } = await serve((_request, response) => response.end('hello'));
    expect(await kindOf(outbound(allow).send({ url: `http://127.0.0.1:${port}/` }))).toBe(200);
  });

  test.each([[['intern.example']], [['*.example']]])('accepts the name %s', async (allow) => {
    const { port } = await serve((_request, response) => response.end('hello'));
    const guarded = outbound(allow, { lookup: () => ['127.0.0.1'] });
    expect(await kindOf(guarded.send({ url: `http://intern.example:${port}/` }))).toBe(200);
    expect(await kindOf(guarded.send({ url: `http://example.org:${port}/` }))).toBe('not_allowed');
  });

  test('allows nothing but its exact ports, subdomains and addresses', async () => {
    const { port } = await serve((_request, response) => response.end('hello'));
    const one = outbound([`127.0.0.1:${port + 1}`]);
    expect(await kindOf(one.send({ url: `http://127.0.0.1:${port}/` }))).toBe('not_allowed');
    const names = outbound(['*.intern.example'], { lookup: () => ['127.0.0.1'] });
    expect(await kindOf(names.send({ url: `http://evilintern.example:${port}/` }))).toBe('not_allowed');
    expect(await kindOf(outbound(['127.0.0.1']).send({ url: `http://[::1]:${port}/` }))).toBe('not_allowed');
  });
});

describe('a request', () => {
  test('sends the method, headers and body, and returns the status, headers and body', async () => {
    const { port } = await serve(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      const { authorization, 'user-agent': agent, 'accept-encoding': encoding } = request.headers;
      response.writeHead(201, { 'X-Seen': `${request.method} ${request.url}` });
      response.end(JSON.stringify({ body, authorization, agent, encoding }));
    });
    const answer = await outbound().send({
      url: `http://127.0.0.1:${port}/token?tenant=1`,
      method: 'POST',
      headers: { authorization: 'Basic x' },
      body: 'a=b',
    });
    expect(answer.status).toBe(201);
    expect(answer.headers['x-seen']).toBe('POST /token?tenant=1');
    expect(JSON.parse(answer.body)).toEqual({
      body: 'a=b',
      authorization: 'Basic x',
      agent: 'Valetkey',
      encoding: 'identity',
    });
  });

  test('does not follow redirects', async () => {
    const seen: string[] = [];
    const { port } = await serve((request, response) => {
      seen.push(request.url!);
      response.writeHead(302, { location: '/elsewhere' }).end();
    });
    expect(await kindOf(outbound().send({ url: `http://127.0.0.1:${port}/` }))).toBe(302);
    expect(seen).toEqual(['/']);
  });

  test('uses a new connection every time', async () => {
    const sockets = new Set<Socket>();
    const { port } = await serve((request, response) => {
      sockets.add(request.socket);
      response.end();
    });
    const guarded = outbound();
    for (let turn = 0; turn < 3; turn += 1) await guarded.send({ url: `http://127.0.0.1:${port}/` });
    expect(sockets.size).toBe(3);
  });

  test('cannot have another header injected through a value', async () => {
    const { port } = await serve((_request, response) => response.end());
    const sent = outbound().send({ url: `http://127.0.0.1:${port}/`, headers: { accept: 'a\r\nX-Evil: 1' } });
    expect(await kindOf(sent)).toBe('unreachable');
  });
});

describe('beforeSending', () => {
  /** A server that records everything it receives. */
  async function silent(): Promise<{ url: string; heard(): string; connected: Promise<unknown> }> {
    let heard = '';
    const server = createTcpServer((socket) => {
      socket.on('data', (bytes) => {
        heard += bytes.toString();
        socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
      });
      socket.on('error', () => undefined);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    opened.push(server);
    const { port } = server.address() as AddressInfo;
    return {
      url: `http://127.0.0.1:${port}/token?a=1`,
      heard: () => heard,
      connected: once(server, 'connection'),
    };
  }

  test('runs once connected and before anything is sent', async () => {
    const at = await silent();
    let order = '';
    void at.connected.then(() => (order += 'connected '));
    const { body } = await outbound().send({
      url: at.url,
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: 'grant=ü',
      async beforeSending() {
        await at.connected;
        order += `checked with ${at.heard().length} bytes sent`;
      },
    });
    expect(body).toBe('ok');
    expect(order).toBe('connected checked with 0 bytes sent');
    expect(at.heard()).toMatch(/^POST \/token\?a=1 HTTP\/1\.1\r\n/);
    expect(at.heard()).toMatch(/\r\ncontent-length: 8\r\n\r\ngrant=ü$/);
    expect(at.heard()).not.toContain('chunked');
  });

  test('rejects the request with its own error, and nothing is sent', async () => {
    const at = await silent();
    const lost = new Error('the lease is lost');
    const sent = outbound().send({
      url: at.url,
      method: 'POST',
      body: 'secret',
      beforeSending: () => Promise.reject(lost),
    });
    await expect(sent).rejects.toBe(lost);
    expect(at.heard()).toBe('');
  });

  test('that takes too long is a timeout, and nothing is sent', async () => {
    const at = await silent();
    const sent = outbound(['127.0.0.1'], { timeout: 100 }).send({
      url: at.url,
      method: 'POST',
      body: 'secret',
      beforeSending: () => new Promise((resolve) => setTimeout(resolve, 400)),
    });
    await expect(sent).rejects.toMatchObject({ kind: 'timeout', maybeSent: false });
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(at.heard()).toBe('');
  });
});

describe('a misbehaving third party', () => {
  test.each<[string, Listener]>([
    ['never responds', () => {}],
    ['sends only headers', (_request, response) => void response.writeHead(200).flushHeaders()],
    [
      'sends a byte at a time',
      (_request, response) => {
        const timer = setInterval(() => response.write('x'), 20);
        response.on('close', () => clearInterval(timer));
      },
    ],
  ])('times out after the total time allowed if it %s', async (_, listener) => {
    const { port } = await serve(listener);
    const sent = outbound(['127.0.0.1'], { timeout: 300 }).send({ url: `http://127.0.0.1:${port}/` });
    await expect(sent).rejects.toMatchObject({ kind: 'timeout', maybeSent: true });
  });

  test('cannot make the client read 50 MB', async () => {
    let written = 0;
    const { port } = await serve((_request, response) => {
      const chunk = Buffer.alloc(65_536);
      const more = () => {
        while (written < 50_000_000) {
          written += chunk.length;
          if (!response.write(chunk)) return void response.once('drain', more);
        }
        response.end();
      };
      more();
    });
    expect(await kindOf(outbound().send({ url: `http://127.0.0.1:${port}/` }))).toBe('unreadable');
    expect(written).toBeLessThan(20_000_000);
  });

  test.each([
    ['a body that is too large', {}, 'x'.repeat(3_000_000)],
    ['a body with a wrong Content-Encoding', { 'content-encoding': 'gzip' }, 'x'],
  ])('has its status and Retry-After read even if it sends %s with a 503', async (_what, headers, body) => {
    const { port } = await serve((_request, response) => {
      response.writeHead(503, { 'retry-after': '7', ...headers }).end(body);
    });
    const answer = await outbound().send({ url: `http://127.0.0.1:${port}/` });
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, '7']);
    expect(answer.body.length).toBeLessThan(3_000_000);
  });

  test('cannot send a gzip bomb', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    const { port } = await serve((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
    });
    const sent = outbound().send({ url: `http://127.0.0.1:${port}/` });
    await expect(sent).rejects.toMatchObject({
      kind: 'unreadable',
      message: expect.stringContaining('larger'),
    });
  });

  test.each([
    ['gzip', gzipSync('{"a":1}')],
    ['x-gzip', gzipSync('{"a":1}')],
    ['GZIP', gzipSync('{"a":1}')],
    ['deflate', deflateSync('{"a":1}')],
    ['deflate', deflateRawSync('{"a":1}')],
    ['br', brotliCompressSync('{"a":1}')],
    ['identity', Buffer.from('{"a":1}')],
  ])('has its body read even if it sends Content-Encoding: %s unasked', async (encoding, body) => {
    const { port } = await serve((_request, response) => {
      response.writeHead(200, { 'content-encoding': encoding }).end(body);
    });
    expect((await outbound().send({ url: `http://127.0.0.1:${port}/` })).body).toBe('{"a":1}');
  });

  test.each([
    ['an unknown Content-Encoding', 'zstd', 'x'],
    ['a wrong Content-Encoding', 'gzip', '{"a":1}'],
    ['several Content-Encodings', 'gzip, br', gzipSync('x')],
  ])('is unreadable if it sends %s', async (_what, encoding, body) => {
    const { port } = await serve((_request, response) => {
      response.writeHead(200, { 'content-encoding': encoding }).end(body);
    });
    expect(await kindOf(outbound().send({ url: `http://127.0.0.1:${port}/` }))).toBe('unreadable');
  });

  test('has a truncated body returned only if the caller asks for it', async () => {
    const { port } = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{"a":1}', () => response.destroy());
    });
    const url = `http://127.0.0.1:${port}/`;
    expect(await kindOf(outbound().send({ url }))).toBe('unreachable');
    expect(await outbound().send({ url, keepCutOffBody: true })).toMatchObject({
      body: '{"a":1}',
      cutOff: expect.objectContaining({ kind: 'unreachable', maybeSent: true }),
    });
  });

  test('may have received the request if the connection breaks, but not if it is refused', async () => {
    const { port, server } = await serve((request) => request.socket.destroy());
    const broken = outbound().send({ url: `http://127.0.0.1:${port}/`, method: 'POST', body: 'x' });
    await expect(broken).rejects.toMatchObject({ kind: 'unreachable', maybeSent: true });
    server.close();
    await once(server, 'close');
    const refused = outbound().send({ url: `http://127.0.0.1:${port}/` });
    await expect(refused).rejects.toMatchObject({ kind: 'unreachable', maybeSent: false });
  });
});

describe('through a proxy', () => {
  /** A proxy that supports CONNECT (RFC 9110, 9.3.6). */
  async function tunnels(): Promise<{ url: string; targets: string[] }> {
    const targets: string[] = [];
    const proxy = createServer();
    proxy.on('connect', (request, socket: Socket) => {
      targets.push(request.url!);
      const [host, port] = request.url!.split(':');
      const far = connect(Number(port), host === 'third.example' ? '127.0.0.1' : host, () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        far.pipe(socket).pipe(far);
      });
      far.on('error', () => socket.destroy());
    });
    proxy.listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    opened.push({ close: () => (proxy.closeAllConnections(), proxy.close()) });
    return { url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, targets };
  }

  test('requests work as they do without one', async () => {
    const { port } = await serve((_request, response) => response.end('hello'));
    const proxy = await tunnels();
    const guarded = outbound(['third.example'], { proxy: proxy.url, lookup: () => ['127.0.0.1'] });
    const answer = await guarded.send({ url: `http://third.example:${port}/` });
    expect(answer.body).toBe('hello');
    expect(proxy.targets).toEqual([`third.example:${port}`]);
  });

  test('addresses that are not public are rejected before the proxy is contacted', async () => {
    const proxy = await tunnels();
    const guarded = outbound([], { proxy: proxy.url, lookup: () => ['10.0.0.1'] });
    expect(await kindOf(guarded.send({ url: 'https://127.0.0.1/' }))).toBe('not_allowed');
    expect(await kindOf(guarded.send({ url: 'https://third.example/' }))).toBe('not_allowed');
    expect(proxy.targets).toEqual([]);
  });
});

test('a server that does not speak HTTP counts as unreachable', async () => {
  const server = createTcpServer((socket) => socket.end('220 smtp\r\n'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  opened.push(server);
  const { port } = server.address() as AddressInfo;
  expect(await kindOf(outbound().send({ url: `http://127.0.0.1:${port}/` }))).toBe('unreachable');
});
