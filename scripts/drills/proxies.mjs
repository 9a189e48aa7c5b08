// Valetkey behind a real proxy that terminates TLS and compresses: what clients see must not depend on it.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../bench/processes.mjs';
import { createTenant, serve } from './server.mjs';

/** The address from which the client connects to the proxy, and the one that it claims to have. */
const [CLIENT, CLAIMED] = ['127.0.0.9', '203.0.113.7'];
const REQUESTS = 200;

/** Runs the checks behind a proxy. @param start starts it, with the ports and a certificate */
export async function behindProxy(start) {
  const folder = mkdtempSync(join(tmpdir(), 'valetkey-proxy-'));
  const [port, upstream] = [await freePort(), await freePort()];
  const certificate = createCertificate(folder);
  const environment = {
    DATA_DIR: folder,
    PORT: String(upstream),
    PUBLIC_URL: `https://localhost:${port}`,
    TRUSTED_PROXIES: '127.0.0.1',
  };
  const server = await serve(environment);
  const proxy = await start({ folder, port, upstream, certificate });
  const agent = new Agent({ keepAlive: true, maxSockets: 4, rejectUnauthorized: false });
  try {
    const tenant = await createTenant(environment, server.url);
    const send = senderFor({ port, agent, authorization: tenant.authorization });
    const at = `/v2/tenants/${tenant.tenant_id}`;
    return [
      await clientAddress(send, at),
      await weakenedEtag(send, at),
      await longUpload(send, at),
      await keptAlive(send, at),
      await noWebSocket(send),
      await cookies(send),
    ];
  } finally {
    agent.destroy();
    await proxy.stop();
    await server.stop();
    rmSync(folder, { recursive: true });
  }
}

/** Starts a proxy, and waits until it accepts connections. */
export async function startProxy(command, args, port) {
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  child.stderr.on('data', (bytes) => (log += bytes));
  const probe = senderFor({ port, agent: new Agent({ rejectUnauthorized: false }) });
  while (!(await probe('GET', '/livez').catch(() => undefined))) {
    if (child.exitCode !== null) throw new Error(`${command} exited: ${log}`);
    await delay(50);
  }
  return {
    async stop() {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

function createCertificate(folder) {
  const [key, certificate] = ['key.pem', 'certificate.pem'].map((name) => join(folder, name));
  const options = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'];
  execFileSync('openssl', ['req', ...options, '-keyout', key, '-out', certificate], { stdio: 'ignore' });
  return { key, certificate };
}

function senderFor({ port, agent, authorization }) {
  return async (method, path, { headers = {}, pieces = [] } = {}) => {
    const sent = request({
      host: '127.0.0.1',
      localAddress: CLIENT,
      port,
      agent,
      method,
      path,
      headers: {
        Host: `localhost:${port}`,
        'X-Forwarded-For': CLAIMED,
        ...(authorization && { Authorization: authorization }),
        ...headers,
      },
    });
    for (const piece of pieces) {
      sent.write(piece);
      await delay(pieces.length > 1 ? 100 : 0);
    }
    sent.end();
    const [response] = await once(sent, 'response');
    return { status: response.statusCode, headers: response.headers, body: await text(response) };
  };
}

function assert(condition, sentence) {
  if (!condition) throw new Error(sentence);
}

const document = (type, attributes) => JSON.stringify({ data: { type, attributes } });
const JSON_TYPE = { 'Content-Type': 'application/json' };

async function createFlow(send, at, pieces) {
  return send('POST', `${at}/flows`, { headers: JSON_TYPE, pieces });
}

async function clientAddress(send, at) {
  const made = await createFlow(send, at, [document('flow', { name: 'A flow' })]);
  assert(made.status === 201, `creating a flow: ${made.status} ${made.body}`);
  const { body } = await send('GET', `${at}/audit-events?filter[action]=flows.create`);
  const [{ attributes }] = JSON.parse(body).data;
  assert(attributes.ip_address === CLIENT, `the audit log has the address ${attributes.ip_address}`);
  return `the audit log has the client's address, not the one that it claims in X-Forwarded-For`;
}

async function weakenedEtag(send, at) {
  const { body } = await createFlow(send, at, [
    document('flow', { name: 'Before', description: 'x'.repeat(3000) }),
  ]);
  const { id } = JSON.parse(body).data;
  const read = await send('GET', `${at}/flows/${id}`, { headers: { 'Accept-Encoding': 'gzip' } });
  const { etag, 'content-encoding': encoding } = read.headers;
  const change = (version) =>
    send('PATCH', `${at}/flows/${id}`, {
      headers: { ...JSON_TYPE, 'If-Match': version },
      pieces: [JSON.stringify({ data: { type: 'flow', id, attributes: { name: 'After' } } })],
    });
  const changed = await change(etag);
  assert(
    changed.status === 200,
    `If-Match: ${etag} of a ${encoding} response: ${changed.status} ${changed.body}`,
  );
  const conflict = await change(etag);
  assert(conflict.status === 412, `the same If-Match again: ${conflict.status}`);
  return `If-Match works with ${etag}, the ETag of a response with the encoding ${encoding ?? 'none'}`;
}

async function longUpload(send, at) {
  const whole = document('flow', { name: 'Long', description: 'x'.repeat(4000) });
  const pieces = whole.match(/[^]{1,200}/g);
  const { status } = await createFlow(send, at, pieces);
  assert(status === 201, `an upload in ${pieces.length} pieces: ${status}`);
  return `an upload in ${pieces.length} pieces over ${pieces.length / 10} s is complete`;
}

async function keptAlive(send, at) {
  const statuses = await Promise.all(
    Array.from({ length: REQUESTS }, async () => (await send('GET', `${at}/flows`)).status),
  );
  assert(
    statuses.every((status) => status === 200),
    `statuses: ${[...new Set(statuses)].join(', ')}`,
  );
  return `${REQUESTS} requests over 4 connections all succeed`;
}

async function noWebSocket(send) {
  const { status } = await send('GET', '/', {
    headers: {
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    },
  });
  assert(status !== 101, 'a websocket was opened');
  return `a websocket is not opened (${status})`;
}

async function cookies(send) {
  const { status, headers, body } = await send('GET', '/login');
  assert(status === 200, `the sign-in page: ${status}`);
  const csp = headers['content-security-policy'] ?? '';
  assert(csp.includes("frame-ancestors 'none'"), `the sign-in page has the policy ${csp}`);
  assert(body.includes('<form'), 'the sign-in page has no form');
  return 'the sign-in page arrives with its security headers';
}
