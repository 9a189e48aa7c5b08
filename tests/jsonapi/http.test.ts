import { request as httpRequest } from 'node:http';
import { document, startApp, type Caller, type TestApp } from '../support/app.ts';
import { API_OPERATIONS, authorizationOf, seedTenant, nameOf } from '../support/seeded-tenant.ts';
import { ERROR_CODES } from '../../src/errors.ts';

let app: TestApp;
let owner: Caller;
beforeAll(async () => {
  app = await startApp();
  owner = await app.tenant();
});
afterAll(() => app.close());

const METHODS = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE'];

test('a method that a path does not support gets a 405 whose Allow header lists those it does', async () => {
  const { address, owner: caller } = await seedTenant(app);
  const headers = { Authorization: authorizationOf(caller) };
  for (const path of new Set(API_OPERATIONS.map((operation) => operation.path))) {
    const operations = API_OPERATIONS.filter((operation) => operation.path === path);
    const known = operations.map(({ method }) => method.toUpperCase());
    for (const method of METHODS.filter((it) => !known.includes(it))) {
      const answer = await app.request(method, address(operations[0]!), { headers, unknownPath: true });
      expect([method, path, answer.status]).toEqual([method, path, 405]);
      const allowed = [...known, ...(known.includes('GET') ? ['HEAD'] : [])];
      expect(answer.headers['allow']!.split(', ').sort()).toEqual(allowed.sort());
      expect(answer.body.errors[0]).toMatchObject({ status: '405', code: 'method_not_allowed' });
    }
  }
});

test('an unknown path gets a 404 document, under /v2 and elsewhere', async () => {
  for (const path of ['/v2/nothing', '/v2', '/v2/tenants/x/y/z/q', '/nothing', '/v2/ME']) {
    const answer = await owner.get(path, { unknownPath: true });
    expect([path, answer.status]).toEqual([path, 404]);
    expect(answer.headers['content-type']).toBe('application/vnd.api+json');
    expect(answer.body.errors[0]).toMatchObject({ status: '404', code: 'not_found', title: 'Not found' });
  }
});

test('a path that cannot be decoded gets a 400', async () => {
  const { status, body } = await owner.get('users/%ZZ');
  expect(status).toBe(400);
  expect(body.errors[0].status).toBe('400');
});

test('a trailing slash makes no difference, with or without a query', async () => {
  for (const path of ['users', 'roles', 'api-keys']) {
    const [bare, slashed] = [await owner.get(path), await owner.get(`${path}/`)];
    expect(slashed.status).toBe(200);
    expect(slashed.body.data).toEqual(bare.body.data);
  }
  expect((await owner.get(`users/${owner.userId}/`)).body.data.id).toBe(owner.userId);
  expect((await owner.get('users/?page[size]=1')).status).toBe(200);
  const made = await owner.post('roles/', document('role', { name: 'slashed', permissions: [] }));
  expect(made.status).toBe(201);
});

test('HEAD responds like GET, without the body', async () => {
  const headers = { Authorization: authorizationOf(owner) };
  const address = `/v2/tenants/${owner.tenantId}/users/${owner.userId}`;
  const [head, get] = [
    await app.request('HEAD', address, { headers }),
    await app.request('GET', address, { headers }),
  ];
  expect(head.status).toBe(200);
  expect(head.text).toBe('');
  for (const name of ['content-type', 'etag', 'cache-control', 'x-content-type-options']) {
    expect([name, head.headers[name]]).toEqual([name, get.headers[name]]);
  }
  expect((await app.request('HEAD', `${address}x`, { headers })).status).toBe(404);
});

test('every response has its own request ID, which is also in its errors and in the log', async () => {
  const answers = [
    await owner.get('users'),
    await owner.get('users/7'),
    await owner.get('/nothing', { unknownPath: true }),
    await app.request('GET', '/v2/me'),
    await owner.post('roles', '{'),
    await app.request('GET', '/livez'),
  ];
  const ids = answers.map(({ headers }) => headers['x-request-id']!);
  expect(new Set(ids).size).toBe(answers.length);
  for (const { body, headers } of answers) {
    for (const error of body.errors ?? []) expect(error.id).toBe(headers['x-request-id']);
  }
  for (const id of ids) expect(app.logged()).toContain(`"request_id":"${id}"`);
});

test('an error object has a documented code and its status as a string', async () => {
  const faulty = [
    await owner.get('users/7'),
    await owner.get('users?sort=7'),
    await owner.post('roles', document('role', { name: 7, permissions: 7, colour: 7 })),
    await owner.post('roles', document('user')),
    await owner.get('users', { headers: { Accept: 'text/html' } }),
  ];
  for (const { status, body, headers } of faulty) {
    expect(headers['content-type']).toBe('application/vnd.api+json');
    expect(Object.keys(body)).toEqual(['errors']);
    for (const error of body.errors) {
      expect(error.status).toBe(String(status));
      expect(ERROR_CODES).toContain(error.code);
      expect(error.detail).toMatch(/\.$/);
      expect(Object.keys(error.source ?? {}).length).toBeLessThanOrEqual(1);
    }
  }
});

test('a request ID sent by the caller is ignored', async () => {
  const { headers } = await owner.get('/v2/me', { headers: { 'X-Request-Id': 'mine' } });
  expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
});

test('every response with data has no-store and nosniff headers', async () => {
  for (const answer of [
    await owner.get('/v2/me'),
    await owner.get('users/7'),
    await app.request('GET', '/v2/me'),
  ]) {
    expect(answer.headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    expect(answer.headers['x-powered-by']).toBeUndefined();
  }
});

test('a gzip body is accepted, one in an unknown encoding gets a 415', async () => {
  const send = (encoding: string, body: Buffer) =>
    owner.post('roles', body, {
      headers: { 'Content-Encoding': encoding, 'Content-Type': 'application/vnd.api+json' },
    });
  const { gzipSync } = await import('node:zlib');
  const text = JSON.stringify(document('role', { name: 'zipped', permissions: [] }));
  const refused = await send('compress', Buffer.from(text));
  expect(refused.status).toBe(415);
  expect(refused.body.errors[0]).toMatchObject({
    code: 'unsupported_media_type',
    source: { header: 'Content-Encoding' },
  });
  expect((await send('gzip', gzipSync(text))).status).toBe(201);
  const bomb = await send('gzip', gzipSync(Buffer.alloc(4 * 1024 * 1024, 0x20)));
  expect([bomb.status, bomb.body.errors[0].code]).toEqual([413, 'payload_too_large']);
  const broken = await send('gzip', Buffer.from(text));
  expect([broken.status, broken.body.errors[0].code]).toEqual([400, 'malformed_json']);
});

test('the body of an unauthenticated request is not read', async () => {
  const { status, read } = await new Promise<{ status: number | undefined; read: boolean }>(
    (resolve, reject) => {
      const sent = httpRequest(`${app.url}/v2/tenants/${owner.tenantId}/roles`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Content-Length': '1000000' },
      });
      // Sends only the first byte of the body: a response shows that the server did not wait for the rest.
      sent.on('response', (response) => {
        resolve({ status: response.statusCode, read: false });
        sent.destroy();
      });
      sent.on('error', reject);
      sent.write('{');
    },
  );
  expect({ status, read }).toEqual({ status: 401, read: false });
});

test('the server implements every operation of the contract', async () => {
  const { address, owner: caller } = await seedTenant(app);
  const headers = { Authorization: authorizationOf(caller) };
  for (const operation of API_OPERATIONS) {
    const answer = await app.request(operation.method, `${address(operation)}?nonsense=1`, { headers });
    expect([nameOf(operation), answer.status]).toEqual([nameOf(operation), 400]);
  }
});
