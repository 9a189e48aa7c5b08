// Fills a database with tenants that have one OAuth app each, which uses the client credentials grant.
import { sha256 } from '../dist/crypto/index.js';
import { connect, inTransaction, migrate } from '../dist/db/index.js';
import { rawDb } from '../dist/db/raw.js';
import { newId } from '../dist/system/ids.js';

/** @param apps `{ id, secret }` for each tenant to create @returns the tenants' IDs, in the order of the apps */
export async function populateApps({ url, apps, scope, lifetime }) {
  const database = connect({ url, poolMax: 4 });
  await migrate(database);
  const now = Date.now();
  const stamps = { version: 1, created_at: now, updated_at: now };
  const rows = { tenants: [], oauth_apps: [], oauth_app_secrets: [] };
  for (const { id, secret } of apps) {
    const tenant_id = newId();
    rows.tenants.push({ id: tenant_id, name: 'Bench', ...stamps });
    rows.oauth_apps.push({
      tenant_id,
      id,
      name: 'Bench',
      redirect_uris: '[]',
      scopes: JSON.stringify([scope]),
      grant_types: '["client_credentials"]',
      automatic_consent: false,
      impersonation: false,
      public: false,
      kind: 'oauth2',
      audience: 'tenant',
      code_lifetime: 600,
      access_token_lifetime: lifetime,
      refresh_token_lifetime: 86_400,
      created_by: null,
      ...stamps,
    });
    const hash = { secret_hash: sha256(secret), created_at: now };
    rows.oauth_app_secrets.push({ tenant_id, id: newId(), app_id: id, ...hash });
  }
  await inTransaction(database, async (db) => {
    for (const [table, records] of Object.entries(rows)) await rawDb(db).sql(table).insert(records);
  });
  await rawDb(database).sql.raw('ANALYZE');
  await database.close();
  return rows.tenants.map(({ id }) => id);
}
