import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { checkPages } from '../page-checks.ts';

/** A token endpoint that issues tokens but refuses to refresh them, and rejects the password grant. */
async function startTokenEndpoint(): Promise<string> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (bytes: Buffer) => (body += bytes.toString()));
    request.on('end', () => {
      const again = body.includes('grant_type=refresh_token');
      const wrong = body.includes('grant_type=password');
      response.statusCode = again || wrong ? 400 : 200;
      response.setHeader('Content-Type', 'application/json');
      response.end(
        JSON.stringify(
          again
            ? { error: 'invalid_grant', error_description: 'Token has been expired or revoked.' }
            : wrong
              ? { error: 'invalid_client', error_description: 'The client secret is not right.' }
              : {
                  access_token: 'a',
                  refresh_token: 'r',
                  expires_in: 3600,
                  scope: 'orders.read orders.write',
                },
        ),
      );
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.unref();
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`;
}

/** Credentials in every state. */
checkPages(async (make) => {
  const token_url = await startTokenEndpoint();
  const own = { client_id: 'acme', client_secret: 's3cret', token_url };
  const machine = { ...own, grant_type: 'client_credentials' };
  const person = { ...own, grant_type: 'password' };
  const provider = (id: string) => ({ provider: { data: { type: 'provider', id } } });
  const connect = (id: string, attributes = {}) => make(`credentials/${id}/connections`, attributes);

  await make('credentials', { name: 'Calendar of the office', client_id: 'acme' }, provider('google'));
  const connected = await make('credentials', {
    ...machine,
    name: 'Orders of the web shop',
    description: 'Reads what was ordered, and says what was sent.',
    base_uri: 'https://shop.example/api',
    scopes: ['orders.read', 'orders.write'],
    config_services: {
      user_id_mapper: { type: 'jsonata', expression: '"shop-4711"' },
      webhook_parser: { type: 'jsonata', format: 'json', expression: '{"type": body.kind, "data": body}' },
      webhook_event_verification: {
        type: 'hmac',
        header: 'X-Signature',
        algorithm: 'sha256',
        encoding: 'hex',
        signed: '{body}',
      },
    },
  });
  await connect(connected);
  const lost = await make('credentials', { ...machine, name: 'Messages to customers' });
  await connect(lost);
  await make(`credentials/${lost}/refreshes`, {}).catch(() => undefined);
  const failed = await make('credentials', { ...person, name: 'Invoices' });
  await connect(failed, { username: 'u', password: 'p' }).catch(() => undefined);
  const pending = await make('credentials', {
    ...own,
    name: 'A name that is as long as names are when somebody has written all into it: whose, where, for what, until when',
    authorization_url: 'https://accounts.example/authorize',
    scopes: ['read'],
  });
  return {
    credentials: 'credentials',
    'credentials-none': `credentials?filter=${encodeURIComponent('{"provider":"zoom"}')}`,
    'credential-new': 'credentials/create',
    'credential-connected': `credentials/${connected}/show`,
    'credential-lost': `credentials/${lost}/show`,
    'credential-failed': `credentials/${failed}/show`,
    'credential-pending': `credentials/${pending}/show`,
    'credential-edit': `credentials/${connected}`,
  };
});
