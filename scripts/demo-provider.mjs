// A demo provider to connect to: a local, in-memory authorization server built with oidc-provider.
// Usage: npm run demo:provider -- [--port 9090] [--token-lifetime 120] [--redirect-uri URL] [--auto-login]
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import { createProvider, DEMO } from './demo-provider/provider.mjs';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '9090' },
    'token-lifetime': { type: 'string', default: '120' },
    'redirect-uri': { type: 'string', multiple: true, default: ['http://127.0.0.1:8080/callback/oauth2'] },
    'auto-login': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  console.log(`A demo OAuth provider to connect to. Runs locally and in memory.

  --port N             port to listen on (default: 9090)
  --token-lifetime N   lifetime of access tokens in seconds (default: 120)
  --redirect-uri URL   allowed redirect URI; can be repeated
                       (default: http://127.0.0.1:8080/callback/oauth2)
  --auto-login         skip the login and consent pages, for use without a browser`);
  process.exit(0);
}

const issuer = `http://127.0.0.1:${values.port}`;
const provider = createProvider({
  issuer,
  tokenLifetime: Number(values['token-lifetime']),
  redirectUris: values['redirect-uri'],
  autoLogin: values['auto-login'],
});
const server = createServer((request, response) => {
  const started = performance.now();
  response.on('close', () => {
    const [path] = request.url.split('?');
    console.log(
      `${request.method} ${path} ${response.statusCode} ${Math.round(performance.now() - started)} ms`,
    );
  });
  provider(request, response);
});
server.on('error', (error) => {
  console.error(
    error.code === 'EADDRINUSE'
      ? `Port ${values.port} is in use. Choose another with --port.`
      : error.message,
  );
  process.exit(1);
});
server.listen(Number(values.port), '127.0.0.1', () => {
  console.log(`Demo authorization server for trying out Valetkey. All data is lost when it stops.

  issuer          ${issuer}
  client_id       ${DEMO.clientId}
  client_secret   ${DEMO.clientSecret}
  user, password  ${DEMO.username}, ${DEMO.password}   (for the password grant; the login page accepts any)
  scopes          openid email offline_access read write
  token lifetime  ${values['token-lifetime']} seconds; refresh tokens rotate, and reuse revokes the grant
  redirect URIs   ${values['redirect-uri'].join('\n                  ')}

Start Valetkey with OUTBOUND_ALLOW=127.0.0.1 so that it can call this server.`);
});

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    server.closeAllConnections();
    server.close(() => process.exit(0));
  });
}
