import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { behindProxy, startProxy } from './proxies.mjs';

/** nginx with TLS, compression and connections to the server that are kept open, as its documentation sets it up. */
export function drill() {
  return behindProxy(({ folder, port, upstream, certificate }) => {
    const path = join(folder, 'nginx.conf');
    writeFileSync(
      path,
      `daemon off; pid ${folder}/nginx.pid; error_log stderr warn; worker_processes 1;
events {}
http {
  access_log off;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  gzip on; gzip_proxied any; gzip_types application/json application/vnd.api+json;
  upstream valetkey { server 127.0.0.1:${upstream}; keepalive 16; }
  server {
    listen 127.0.0.1:${port} ssl;
    ssl_certificate ${certificate.certificate};
    ssl_certificate_key ${certificate.key};
    location / {
      proxy_pass http://valetkey;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header X-Forwarded-Proto https;
    }
  }
}
`,
    );
    return startProxy('nginx', ['-c', path, '-p', folder], port);
  });
}
