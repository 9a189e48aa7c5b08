// Baseline: Express 5, one INSERT of the body, 202 with the ID. No authentication. With BENCH_TARGET, each event is then
// sent to that URL, once; with BENCH_PUBLIC_KEY, an Ed25519 signature is verified in place of the INSERT.
import { verify } from 'node:crypto';
import express from 'express';
import pg from 'pg';
import sqlite3 from 'sqlite3';
import { Agent, request as send } from 'undici';
import { newId } from '../dist/system/ids.js';

const { DATABASE_URL: url, BENCH_TARGET: target, BENCH_PUBLIC_KEY: publicKey } = process.env;
const dispatcher = new Agent();
const insert = url.startsWith('sqlite:') ? await forSqlite(url.slice('sqlite:'.length)) : await forPostgres();

const app = express();
app.post('/events', express.text({ type: () => true }), async (request, response) => {
  const id = newId();
  const { body, headers } = request;
  if (publicKey === undefined) await insert([id, body, Date.now()]);
  else if (!isSigned(body, headers)) return response.status(401).end();
  response.status(202).json({ id });
  if (target !== undefined) await deliver(id, body);
});
app.listen(Number(process.env.PORT), '127.0.0.1');

async function deliver(id, body) {
  const headers = { 'content-type': 'application/json', 'webhook-id': id };
  const response = await send(target, { dispatcher, method: 'POST', headers, body });
  await response.body.dump();
}

function isSigned(body, { 'x-signature-timestamp': timestamp, 'x-signature-ed25519': signature }) {
  return verify(null, Buffer.from(timestamp + body), publicKey, Buffer.from(signature, 'hex'));
}

/** A prepared statement, with the same driver and durability as in Valetkey. */
async function forSqlite(file) {
  const database = new sqlite3.Database(file);
  await new Promise((resolve, reject) => {
    database.exec(
      'PRAGMA busy_timeout=5000; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536; CREATE TABLE IF NOT EXISTS baseline_events (id text PRIMARY KEY, body text NOT NULL, received_at bigint NOT NULL)',
      (error) => (error === null ? resolve() : reject(error)),
    );
  });
  const statement = database.prepare('INSERT INTO baseline_events (id, body, received_at) VALUES (?, ?, ?)');
  return (values) =>
    new Promise((resolve, reject) => {
      statement.run(values, (error) => (error === null ? resolve() : reject(error)));
    });
}

/** A prepared statement, with the same driver and number of connections as in Valetkey. */
async function forPostgres() {
  const pool = new pg.Pool({ connectionString: url, max: 10 });
  await pool.query(
    'CREATE TABLE IF NOT EXISTS baseline_events (id uuid PRIMARY KEY, body text NOT NULL, received_at bigint NOT NULL)',
  );
  const text = 'INSERT INTO baseline_events (id, body, received_at) VALUES ($1, $2, $3)';
  return (values) => pool.query({ name: 'insert', text, values });
}
