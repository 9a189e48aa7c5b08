import {
  clientRequest,
  STANDARD_STYLE,
  type Client,
} from '../../../src/credentials/protocol/client-request.ts';

const client = (changes: Partial<Client> = {}): Client => ({
  client_id: 'acme',
  client_secret: 's3cret',
  authentication: 'header',
  ...changes,
});
const URL = 'https://third.example/token?tenant=1';

test('client credentials in the header are form-encoded and not repeated in the body', async () => {
  const { url, method, headers, body } = await clientRequest(
    URL,
    client({ client_id: 'a:b c', client_secret: 'p%&ü' }),
    { grant_type: 'x' },
  );
  expect([url, method, body]).toEqual([URL, 'POST', 'grant_type=x']);
  const [, encoded] = headers!['authorization']!.split(' ');
  expect(Buffer.from(encoded!, 'base64').toString()).toBe('a%3Ab+c:p%25%26%C3%BC');
  expect(headers!['accept']).toBe('application/json');
});

test('client credentials in the body are not repeated in the header', async () => {
  const { headers, body } = await clientRequest(URL, client({ authentication: 'body' }), { grant_type: 'x' });
  expect(body).toBe('grant_type=x&client_id=acme&client_secret=s3cret');
  expect(headers).not.toHaveProperty('authorization');
});

test('a public client sends only its client_id, in the body', async () => {
  const { headers, body } = await clientRequest(URL, client({ client_secret: null }), { grant_type: 'x' });
  expect(body).toBe('grant_type=x&client_id=acme');
  expect(headers).not.toHaveProperty('authorization');
});

test('a provider that expects JSON gets JSON', async () => {
  const { headers, body } = await clientRequest(
    URL,
    client(),
    { grant_type: 'x', code: 'a&b' },
    {
      ...STANDARD_STYLE,
      format: 'json',
    },
  );
  expect(JSON.parse(String(body))).toEqual({ grant_type: 'x', code: 'a&b' });
  expect(headers!['content-type']).toBe('application/json');
});

test('a provider that expects the query gets the fields there, after those of its URL', async () => {
  const style = { ...STANDARD_STYLE, format: 'query' } as const;
  const { url, method, body } = await clientRequest(
    URL,
    client({ authentication: 'body' }),
    { code: 'a&b c' },
    style,
  );
  expect([url, method, body]).toEqual([
    'https://third.example/token?tenant=1&code=a%26b%20c&client_id=acme&client_secret=s3cret',
    'POST',
    undefined,
  ]);
});

test('GET sends the fields in the query', async () => {
  const style = { ...STANDARD_STYLE, method: 'GET' } as const;
  const { url, method, body } = await clientRequest(
    URL,
    client({ authentication: 'body' }),
    { code: 'a' },
    style,
  );
  expect([url, method, body]).toEqual([
    'https://third.example/token?tenant=1&code=a&client_id=acme&client_secret=s3cret',
    'GET',
    undefined,
  ]);
});

test('a provider can have its own name for client_id, and headers', async () => {
  const style = {
    ...STANDARD_STYLE,
    clientIdName: 'client_key',
    headers: { 'Notion-Version': '2026-01-01' },
  };
  const { headers, body } = await clientRequest(
    URL,
    client({ authentication: 'body' }),
    { code: 'a' },
    style,
  );
  expect(body).toBe('code=a&client_key=acme&client_secret=s3cret');
  expect(headers).toMatchObject({ 'notion-version': '2026-01-01' });
});

test('a provider that does not decode them gets the client ID and secret as they are', async () => {
  const style = { ...STANDARD_STYLE, basicEncoding: 'none' } as const;
  const { headers } = await clientRequest(URL, client({ client_secret: 'p%&' }), {}, style);
  expect(Buffer.from(headers!['authorization']!.split(' ')[1]!, 'base64').toString()).toBe('acme:p%&');
});

test.each(['header', 'body'] as const)(
  'a client without a secret can authenticate with an empty one in the %s',
  async (authentication) => {
    const style = { ...STANDARD_STYLE, emptySecret: true } as const;
    const publicClient = client({ client_secret: null, authentication });
    const { headers, body } = await clientRequest(URL, publicClient, { code: 'a' }, style);
    if (authentication === 'header') {
      expect(headers!['authorization']).toBe(`Basic ${Buffer.from('acme:').toString('base64')}`);
      expect(body).toBe('code=a');
    } else expect(body).toBe('code=a&client_id=acme&client_secret=');
    // Otherwise, it does not authenticate.
    const plain = await clientRequest(URL, publicClient, { code: 'a' });
    expect([plain.headers!['authorization'], plain.body]).toEqual([undefined, 'code=a&client_id=acme']);
  },
);

test('a client without authentication sends no secret, even if it has one', async () => {
  const { headers, body } = await clientRequest(URL, client({ authentication: 'none' }), { code: 'a' });
  expect(body).toBe('code=a&client_id=acme');
  expect(headers).not.toHaveProperty('authorization');
});
