import { clientRequest, type Client } from '../../../src/credentials/protocol/client-request.ts';

const client = (changes: Partial<Client> = {}): Client => ({
  client_id: 'acme',
  client_secret: 's3cret',
  authentication: 'header',
  ...changes,
});
const URL = 'https://third.example/token?tenant=1';

test('client credentials in the header are form-encoded and not repeated in the body', () => {
  const { url, method, headers, body } = clientRequest(
    URL,
    client({ client_id: 'a:b c', client_secret: 'p%&ü' }),
    { grant_type: 'x' },
  );
  expect([url, method, body]).toEqual([URL, 'POST', 'grant_type=x']);
  const [, encoded] = headers!['authorization']!.split(' ');
  expect(Buffer.from(encoded!, 'base64').toString()).toBe('a%3Ab+c:p%25%26%C3%BC');
  expect(headers!['accept']).toBe('application/json');
});

test('client credentials in the body are not repeated in the header', () => {
  const { headers, body } = clientRequest(URL, client({ authentication: 'body' }), { grant_type: 'x' });
  expect(body).toBe('grant_type=x&client_id=acme&client_secret=s3cret');
  expect(headers).not.toHaveProperty('authorization');
});

test('a public client sends only its client_id, in the body', () => {
  const { headers, body } = clientRequest(URL, client({ client_secret: null }), { grant_type: 'x' });
  expect(body).toBe('grant_type=x&client_id=acme');
  expect(headers).not.toHaveProperty('authorization');
});

test('a provider that expects JSON gets JSON', () => {
  const { headers, body } = clientRequest(URL, client(), { grant_type: 'x', code: 'a&b' }, 'json');
  expect(JSON.parse(String(body))).toEqual({ grant_type: 'x', code: 'a&b' });
  expect(headers!['content-type']).toBe('application/json');
});
