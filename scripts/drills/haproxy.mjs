import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { behindProxy, startProxy } from './proxies.mjs';

/** HAProxy with TLS and compression. */
export function drill() {
  return behindProxy(({ folder, port, upstream, certificate }) => {
    const [path, pem] = ['haproxy.cfg', 'haproxy.pem'].map((name) => join(folder, name));
    writeFileSync(pem, readFileSync(certificate.certificate, 'utf8') + readFileSync(certificate.key, 'utf8'));
    writeFileSync(
      path,
      `defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
frontend public
  bind 127.0.0.1:${port} ssl crt ${pem}
  option forwardfor
  http-request set-header X-Forwarded-Proto https
  compression algo gzip
  compression type application/json application/vnd.api+json
  default_backend valetkey
backend valetkey
  server one 127.0.0.1:${upstream}
`,
    );
    return startProxy('haproxy', ['-f', path, '-db'], port);
  });
}
