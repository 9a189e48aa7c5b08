// Baseline: node:http, one SELECT with the same driver, one decryption. No authentication, no permission check, no
// audit, no refresh.
import { createDecipheriv } from 'node:crypto';
import { createServer } from 'node:http';
import sqlite3 from 'sqlite3';

const keys = new Map(
  Object.entries(JSON.parse(process.env.DATA_KEYS)).map(([tenant, key]) => [
    tenant,
    Buffer.from(key, 'base64'),
  ]),
);
const database = new sqlite3.Database(process.env.DATABASE_FILE, sqlite3.OPEN_READONLY);
const statement = database.prepare(
  'SELECT access, scopes, expires_at FROM connections WHERE tenant_id = ? AND credential_id = ?',
);

const server = createServer((request, response) => {
  const [, , , tenant, , credential] = request.url.split('/');
  statement.all([tenant, credential], (_error, [row]) => {
    const { access_token, token_type, extra } = JSON.parse(open(row.access, keys.get(tenant)));
    const attributes = {
      access_token,
      token_type,
      expires_at: new Date(row.expires_at),
      scopes: JSON.parse(row.scopes),
      extra,
    };
    const body = JSON.stringify({ data: { type: 'token', id: credential, attributes } });
    response.writeHead(200, {
      'content-type': 'application/vnd.api+json',
      'content-length': Buffer.byteLength(body),
    });
    response.end(body);
  });
});
server.listen(Number(process.env.PORT), '127.0.0.1');

/** Decrypts a compact JWE (RFC 7516). */
function open(sealed, key) {
  const [header, , iv, ciphertext, tag] = sealed.split('.');
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'base64url'));
  decipher.setAAD(Buffer.from(header)).setAuthTag(Buffer.from(tag, 'base64url'));
  return decipher.update(Buffer.from(ciphertext, 'base64url')).toString('utf8') + decipher.final('utf8');
}
