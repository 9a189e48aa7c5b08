import dns from 'node:dns';
import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { syncBuiltinESMExports } from 'node:module';
import { connect, isIP, type AddressInfo, type Socket } from 'node:net';
import tls, { type SecureContext } from 'node:tls';
import { ProxyAgent, request } from 'undici';
import { createAuthority } from './authority.ts';

/**
 * The internet as a suite needs it: every https URL leads to one server on loopback, through an HTTP proxy, with real
 * TLS for the host's name. No name is resolved, and nothing leaves this machine.
 */
export interface Internet {
  /** Value for OUTBOUND_PROXY. */
  proxy: string;
  /** Opens a URL as a browser does. @returns where it redirects to */
  browse(url: string): Promise<string>;
  close(): Promise<void>;
}

/** @param answer handles the requests to all hosts; `request.headers.host` is the host of the URL */
export async function startInternet(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Internet> {
  const authority = createAuthority();
  const stopTrusting = trust(authority.certificate);
  const stopHiding = hideNames();
  const contexts = new Map<string, SecureContext>();
  const contextOf = (host: string) => {
    const known = contexts.get(host) ?? tls.createSecureContext(authority.issue(host));
    contexts.set(host, known);
    return known;
  };
  const sites = createHttpsServer(
    { SNICallback: (host, done) => done(null, contextOf(host)) },
    (received, response) => answer(received, response),
  );
  const sitesPort = await listen(sites);

  const tunnels = new Set<Socket>();
  const proxy = createHttpServer().on('connect', (_request, client: Socket) => {
    const site = connect(sitesPort, '127.0.0.1');
    for (const socket of [client, site]) {
      tunnels.add(socket);
      socket.on('error', () => socket.destroy()).on('close', () => tunnels.delete(socket));
    }
    client.write('HTTP/1.1 200 Connection established\r\n\r\n');
    client.pipe(site).pipe(client);
  });
  const url = `http://127.0.0.1:${await listen(proxy)}`;
  const browser = new ProxyAgent({ uri: url, proxyTunnel: true });

  return {
    proxy: url,
    async browse(address) {
      const { statusCode, headers, body } = await request(address, { dispatcher: browser });
      const text = await body.text();
      if (typeof headers['location'] === 'string') return headers['location'];
      throw new Error(`${address} responded with status ${statusCode}: ${text}`);
    },
    async close() {
      await browser.destroy();
      for (const socket of tunnels) socket.destroy();
      for (const server of [proxy, sites]) {
        server.closeAllConnections();
        server.close();
        await once(server, 'close');
      }
      stopHiding();
      stopTrusting();
    },
  };
}

async function listen(server: ReturnType<typeof createHttpServer>): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** Lets this process trust an authority. Node has no other way to do so while a process is running. */
function trust(certificate: string): () => void {
  const { createSecureContext } = tls;
  tls.createSecureContext = (options) => {
    const context = createSecureContext(options);
    (context.context as { addCACert(pem: string): void }).addCACert(certificate);
    return context;
  };
  return () => {
    tls.createSecureContext = createSecureContext;
  };
}

/** Resolves no names, as in a network where only the proxy does. Addresses need none. */
function hideNames(): () => void {
  const { lookup } = dns;
  const replace = (by: typeof lookup) => {
    dns.lookup = by;
    syncBuiltinESMExports();
  };
  const onlyAddresses = (host: string, ...rest: unknown[]) => {
    if (isIP(host) !== 0) return (lookup as (...all: unknown[]) => void)(host, ...rest);
    const fail = rest.at(-1) as (error: Error) => void;
    fail(Object.assign(new Error(`no address for ${host}`), { code: 'ENOTFOUND' }));
  };
  replace(onlyAddresses as typeof lookup);
  return () => replace(lookup);
}
