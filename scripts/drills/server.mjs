// A server with a tenant, and the requests of the hot path: reads, writes, tokens, secrets and webhook events.
import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { text } from 'node:stream/consumers';
import { join } from 'node:path';
import { ROOT } from '../sources.mjs';

const PROGRAM = join(ROOT, 'dist/cli/main.js');
/** Milliseconds. */
const DELIVERED_WITHIN = 60_000;
const MASTER_KEY = Buffer.alloc(32, 7).toString('base64');

/** Runs a command. @returns {Promise<string>} its standard output @throws {Error} if it fails */
async function valetkey(args, environment) {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    env: { PATH: process.env.PATH, MASTER_KEY, ...environment },
  });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  if (child.exitCode !== 0) throw new Error(`valetkey ${args.join(' ')}: ${stderr}`);
  return stdout;
}

/** Starts the server. @returns its URL and a function that stops it */
export async function serve(environment) {
  const child = spawn(process.execPath, [PROGRAM, 'serve'], {
    env: {
      PATH: process.env.PATH,
      MASTER_KEY,
      NODE_ENV: 'production',
      PORT: '0',
      OUTBOUND_ALLOW: '127.0.0.1',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stderr.on('data', (bytes) => (output += bytes));
  const url = await new Promise((resolve, reject) => {
    child.stdout.on('data', (bytes) => {
      output += bytes;
      const address = /"address":"([^"]+)"/.exec(output)?.[1];
      if (address !== undefined) resolve(address);
    });
    child.once('exit', () => reject(new Error(output)));
  });
  return {
    url,
    output: () => output,
    async stop() {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

/** Creates a tenant. @returns functions that call its API */
export async function createTenant(environment, url) {
  const made = await valetkey(
    ['tenant', 'create', '--name', 'Drill', '--owner-email', 'o@drill.test', '--json'],
    environment,
  );
  const { tenant_id, email, api_key } = JSON.parse(made);
  const authorization = `Basic ${Buffer.from(`${email}:${api_key}`).toString('base64')}`;
  const call = async (method, path, attributes, type, relationships) => {
    const response = await fetch(`${url}/v2/tenants/${tenant_id}/${path}`, {
      method,
      headers: { Authorization: authorization, 'Content-Type': 'application/json' },
      ...(attributes && { body: JSON.stringify({ data: { type, attributes, relationships } }) }),
    });
    const body = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${body}`);
    return body === '' ? undefined : JSON.parse(body).data;
  };
  return { tenant_id, authorization, call };
}

/** The target of a flow, which knows what it has received. */
async function startTarget() {
  const seen = new Set();
  const server = createServer((request, response) => {
    seen.add(request.headers['webhook-id']);
    request.resume().on('end', () => response.end());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    /** Waits for the deliveries of these events. @throws {Error} naming how many are missing */
    async received(events) {
      const missing = () => events.filter((id) => !seen.has(id)).length;
      for (const deadline = Date.now() + DELIVERED_WITHIN; missing() > 0; await delay(50))
        if (Date.now() > deadline)
          throw new Error(`${missing()} of ${events.length} events were not delivered`);
      server.close();
      server.closeAllConnections();
    },
  };
}

/**
 * Sends each kind of request `rounds` times, several at once.
 * @returns the number of requests
 * @throws {Error} if one fails, or something that was acknowledged is not there
 */
export async function useHotPath(url, { call }, rounds) {
  const app = await call(
    'POST',
    'oauth-apps',
    { name: 'App', grant_types: ['client_credentials'], scopes: ['apps.webhook:execute'] },
    'oauth-app',
  );
  const credential = await call(
    'POST',
    'credentials',
    { name: 'Key', authentication_type: 'api_key' },
    'credential',
  );
  await call('POST', `credentials/${credential.id}/connections`, { api_key: 'drill-key' }, 'connection');
  const target = await startTarget();
  const flow = await call(
    'POST',
    'flows',
    { name: 'Target', status: 'active', target_url: target.url },
    'flow',
  );
  const services = { webhook_event_verification: { type: 'github' } };
  const webhook = await call(
    'POST',
    'webhooks',
    { name: 'Hook', authentication: 'signature', config_services: services, secret: 's3cret' },
    'webhook',
    { flow: { data: { type: 'flow', id: flow.id } } },
  );
  const { client_id, client_secret } = app.attributes;
  const basic = `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}`;
  let requests = 0;
  const events = [];
  const round = async (number) => {
    const token = await call('POST', `credentials/${credential.id}/tokens`);
    if (token.attributes.access_token !== 'drill-key') throw new Error('the secret is another one');
    const issued = await fetch(`${url}/oauth2/token`, {
      method: 'POST',
      headers: { Authorization: basic },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    if (issued.status !== 200) throw new Error(`token: ${issued.status} ${await issued.text()}`);
    const body = JSON.stringify({ number });
    const signature = createHmac('sha256', 's3cret').update(body).digest('hex');
    const accepted = await fetch(`${url}${new URL(webhook.attributes.endpoint).pathname}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Hub-Signature-256': `sha256=${signature}` },
      body,
    });
    if (accepted.status !== 202) throw new Error(`event: ${accepted.status} ${await accepted.text()}`);
    events.push((await accepted.json()).id);
    await call('POST', 'flows', { name: `Flow ${number}` }, 'flow');
    await call('GET', 'flows');
    requests += 5;
  };
  for (let number = 0; number < rounds; number += 10)
    await Promise.all(Array.from({ length: 10 }, (_, index) => round(number + index)));
  await target.received(events);
  return requests;
}
