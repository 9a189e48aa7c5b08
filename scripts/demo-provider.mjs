// A third party to connect to: the authorization server of the package oidc-provider, on this machine, in memory.
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
  console.log(`A third party to connect to, on this machine and in memory.

  --port N             port to listen on (9090)
  --token-lifetime N   seconds that access tokens live (120)
  --redirect-uri URL   where it may send browsers back to; may be given several times
                       (http://127.0.0.1:8080/callback/oauth2)
  --auto-login         no login and consent pages: for whoever has only a terminal`);
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
    error.code === 'EADDRINUSE' ? `Port ${values.port} is taken; name another with --port.` : error.message,
  );
  process.exit(1);
});
server.listen(Number(values.port), '127.0.0.1', () => {
  console.log(`An authorization server to try Valetkey with. Everything it knows is lost when it ends.

  issuer          ${issuer}
  client_id       ${DEMO.clientId}
  client_secret   ${DEMO.clientSecret}
  user, password  ${DEMO.username}, ${DEMO.password}   (grant type password; the login page takes any)
  scopes          openid email offline_access read write
  token lifetime  ${values['token-lifetime']} seconds; refresh tokens rotate, and reuse ends the grant
  comes back to   ${values['redirect-uri'].join('\n                  ')}

Valetkey calls it only if it is started with OUTBOUND_ALLOW=127.0.0.1`);
});

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    server.closeAllConnections();
    server.close(() => process.exit(0));
  });
}
