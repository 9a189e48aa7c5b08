import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { selfSigned } from './self-signed.ts';

/** A client certificate, as the client secret of a credential and as a provider recognizes it. */
export interface Certified {
  pem: string;
  cert: string;
  key: string;
  fingerprint: string;
}

export function certified(options: Parameters<typeof selfSigned>[0] = { name: 'client' }): Certified {
  const { cert, key } = selfSigned(options);
  return { pem: cert + key, cert, key, fingerprint: new X509Certificate(cert).fingerprint256 };
}

/** A request that a provider with mutual TLS has received. */
interface CertifiedRequest {
  path: string;
  fields: Record<string, string>;
  authorization: string | undefined;
  /** The fingerprint of the client's certificate; undefined if it had none. */
  fingerprint: string | undefined;
  /** Whether TLS resumed an earlier session, and with it another connection's certificate. */
  resumed: boolean;
}

export interface MutualTlsProvider {
  url: string;
  requests: CertifiedRequest[];
  /** The fingerprints of the clients that it accepts. */
  accepted: Set<string>;
  close(): Promise<void>;
}

/** A provider over https that recognizes clients by their certificates (RFC 8705, 2.2). */
export async function mutualTlsProvider(own: { cert: string; key: string }): Promise<MutualTlsProvider> {
  const requests: CertifiedRequest[] = [];
  const accepted = new Set<string>();
  const server = createServer(
    { ...own, requestCert: true, rejectUnauthorized: false },
    (request, response) => {
      const socket = request.socket as TLSSocket;
      const { fingerprint256: fingerprint } = socket.getPeerCertificate() as { fingerprint256?: string };
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const fields = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
        const { authorization } = request.headers;
        const resumed = socket.isSessionReused();
        requests.push({ path: request.url!, fields, authorization, fingerprint, resumed });
        const known = accepted.has(fingerprint ?? '');
        response.writeHead(known ? 200 : 401, { 'content-type': 'application/json' });
        response.end(JSON.stringify(known ? ANSWERS[request.url!]?.(requests.length) : REFUSAL));
      });
    },
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    accepted,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const REFUSAL = { error: 'invalid_client' };

const ANSWERS: Record<string, (n: number) => object> = {
  '/token': (n) => ({ access_token: `access-${n}`, refresh_token: `refresh-${n}`, expires_in: 3600 }),
  '/exchange': () => ({ access_token: 'long', expires_in: 5_184_000 }),
  '/userinfo': () => ({ sub: 'ann' }),
  '/accounts': () => ({ region: 'eu' }),
  '/introspect': () => ({ active: true }),
  '/revoke': () => ({}),
};
