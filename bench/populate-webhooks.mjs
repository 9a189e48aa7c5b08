// Fills a database with tenants that have an OAuth app and webhooks of each kind of `KINDS`; and with events that have
// been delivered.
import { generateKeyPairSync } from 'node:crypto';
import { createKeyring, masterKeysFromSetting, newToken, randomBase62 } from '../dist/crypto/index.js';
import { connect, inTransaction } from '../dist/db/index.js';
import { rawDb } from '../dist/db/raw.js';
import { newId } from '../dist/system/ids.js';
import { MASTER_KEY } from './databases.mjs';
import { populateApps } from './populate-apps.mjs';

const SCOPE = 'apps.webhook:execute';
/** Rows per statement: one that takes 15 seconds times out. */
const BATCH = 25_000;
/** As large as the events of load-events.mjs. */
const BODY = JSON.stringify({ action: 'created', body: 'x'.repeat(1000) });

const github = { webhook_event_verification: { type: 'github' } };
/** As Discord signs. */
const ed25519 = {
  webhook_event_verification: {
    type: 'public_key',
    header: 'X-Signature-Ed25519',
    algorithm: 'ed25519',
    encoding: 'hex',
    signed: '{timestamp}{body}',
    timestamp: { header: 'X-Signature-Timestamp', unit: 's', tolerance: 300 },
  },
};
/** As the lists of SendGrid are parsed. */
const webhook_parser = {
  type: 'jsonata',
  format: 'json',
  expression: 'body.{"type": action, "id": delivery, "data": $}',
};

/** The kinds of webhooks, each with how its sender is authenticated, and what makes its secret. */
const KINDS = {
  signature: { authentication: 'signature', services: github, secrets: () => sameSecret(newToken('')) },
  ed25519: { authentication: 'signature', services: ed25519, secrets: newKeyPair },
  batch: {
    authentication: 'signature',
    services: { ...github, webhook_parser },
    secrets: () => sameSecret(newToken('')),
  },
  oauth2: { authentication: 'oauth2', services: {}, secrets: () => ({}) },
};

function sameSecret(secret) {
  return { stored: secret, secret };
}

function newKeyPair() {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const encoded = (key, type) => key.export({ type, format: 'pem' });
  const stored = encoded(publicKey, 'spki');
  return { stored, publicKey: stored, privateKey: encoded(privateKey, 'pkcs8') };
}

/**
 * @param targetUrl the target of all flows
 * @returns for each tenant its app, and its webhooks by kind as `{ id, path, secret }`, or with `publicKey` and
 *   `privateKey`
 */
export async function populateWebhooks({ url, tenants, webhooksPerTenant, targetUrl }) {
  const apps = Array.from({ length: tenants }, () => ({ id: newId(), secret: newToken('vkcs_') }));
  const tenantIds = await populateApps({ url, apps, scope: SCOPE, lifetime: 3600 });
  const keys = new Map();
  const keyring = createKeyring(masterKeysFromSetting(MASTER_KEY), async (tenantId) => [keys.get(tenantId)]);
  const now = Date.now();
  const stamps = { version: 1, created_at: now, updated_at: now, created_by: null };
  const rows = { tenant_keys: [], flows: [], webhooks: [] };
  const populated = [];
  for (const [index, tenant_id] of tenantIds.entries()) {
    const key = await keyring.newTenantKey(tenant_id);
    keys.set(tenant_id, key);
    rows.tenant_keys.push({
      tenant_id,
      id: key.id,
      wrapped: key.wrapped,
      master_key_id: key.masterKeyId,
      created_at: now,
    });
    const flow = { tenant_id, id: newId(), name: 'Bench', description: null, status: 'active' };
    rows.flows.push({ ...flow, target_url: targetUrl, graph: '{}', ...stamps });
    const webhooks = {};
    for (const [kind, settings] of Object.entries(KINDS)) {
      webhooks[kind] = [];
      for (let count = 0; count < webhooksPerTenant; count += 1) {
        const { row, webhook } = await webhookOf(keyring, { tenant_id, flow_id: flow.id }, settings);
        rows.webhooks.push({ ...row, ...stamps });
        webhooks[kind].push(webhook);
      }
    }
    populated.push({ tenantId: tenant_id, app: apps[index], webhooks });
  }
  await withDatabase(url, (database) =>
    inTransaction(database, async (db) => {
      for (const [table, records] of Object.entries(rows)) await rawDb(db).sql(table).insert(records);
    }),
  );
  return populated;
}

async function webhookOf(keyring, { tenant_id, flow_id }, { authentication, services, secrets }) {
  const id = newId();
  const seal = (text, column) =>
    keyring.seal(text, { tenant: tenant_id, table: 'webhooks', row: id, column });
  const hook_id = randomBase62(43);
  const { stored, ...made } = secrets();
  const row = {
    tenant_id,
    id,
    hook_id,
    name: 'Bench',
    enabled: true,
    flow_id,
    authentication,
    config_services: JSON.stringify(services),
    secret: stored === undefined ? null : await seal(stored, 'secret'),
    signing_secret: await seal(`whsec_${Buffer.alloc(32, 5).toString('base64')}`, 'signing_secret'),
  };
  return { row, webhook: { id, path: `/hooks/${hook_id}`, ...made } };
}

const COLUMNS =
  'tenant_id, id, webhook_id, kind, replay_key, content_type, body, body_is_base64, state, attempts, earlier_attempts, next_attempt_at, received_at, updated_at';

/**
 * IDs are in order of time, two per millisecond up to now. Replay keys are random, to be scattered in the index as real
 * ones are. Parameters: the time of the first event, the webhooks as JSON, the body.
 */
const INSERTS = {
  sqlite: `WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${BATCH - 1}),
    given (start, hooks, body) AS (SELECT ?, ?, ?),
    made AS (
      SELECT i, start + i / 2 AS at, json_extract(hooks, '$[' || (i % json_array_length(hooks)) || ']') AS hook, body
      FROM n, given)
    INSERT INTO webhook_events (${COLUMNS})
    SELECT hook ->> 0, printf('%08x-%04x-7%03x-8%s-%s', at >> 16, at & 65535, i % 4096,
        substr(lower(hex(randomblob(2))), 2), lower(hex(randomblob(6)))),
      hook ->> 1, 'event', lower(hex(randomblob(32))), 'application/json', body, false, 'delivered', 1, 0, NULL, at, at
    FROM made`,
  postgres: `WITH given (start, hooks, body) AS (SELECT ?::bigint, ?::jsonb, ?::text),
    made AS (
      SELECT i, start + i / 2 AS at, hooks -> (i % jsonb_array_length(hooks)) AS hook, body
      FROM generate_series(0, ${BATCH - 1}) AS i, given)
    INSERT INTO webhook_events (${COLUMNS})
    SELECT (hook ->> 0)::uuid, (lpad(to_hex(at), 12, '0') || '7' || lpad(to_hex(i % 4096), 3, '0') || '8' ||
        substr(md5(random()::text), 1, 15))::uuid,
      (hook ->> 1)::uuid, 'event', md5(random()::text) || md5(random()::text), 'application/json', body, false,
      'delivered', 1, 0, NULL, at, at
    FROM made`,
};

/** @param tenants the result of `populateWebhooks` */
export async function populateEvents({ url, tenants, count }) {
  const hooks = tenants.flatMap(({ tenantId, webhooks }) =>
    [...webhooks.signature, ...webhooks.oauth2].map(({ id }) => [tenantId, id]),
  );
  await withDatabase(url, async (database) => {
    const { sql, dialect } = rawDb(database);
    const start = Date.now() - count / 2;
    for (let done = 0; done < count; done += BATCH)
      await sql.raw(INSERTS[dialect], [start + done / 2, JSON.stringify(hooks), BODY]);
    await sql.raw(dialect === 'postgres' ? 'VACUUM (ANALYZE) webhook_events' : 'ANALYZE');
  });
}

/** Deletes the pending events, so that the next server has nothing to deliver when it starts. */
export async function deletePending({ url }) {
  await withDatabase(url, async (database) => {
    await rawDb(database).sql('webhook_events').whereNotNull('next_attempt_at').delete();
  });
}

/** Deletes all events and deliveries. */
export async function deleteAll({ url }) {
  await withDatabase(url, async (database) => {
    const { sql, dialect } = rawDb(database);
    for (const table of ['webhook_events', 'deliveries'])
      await sql.raw(dialect === 'postgres' ? `TRUNCATE ${table}` : `DELETE FROM ${table}`);
  });
}

export async function setTarget({ url, targetUrl }) {
  await withDatabase(url, async (database) => {
    await rawDb(database).sql('flows').update({ target_url: targetUrl });
  });
}

async function withDatabase(url, work) {
  const database = connect({ url, poolMax: 1 });
  try {
    await work(database);
  } finally {
    await database.close();
  }
}
