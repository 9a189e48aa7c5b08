// Fills a database with tenants that share global components and have an OAuth client for each: tenants × components
// clients, and one user with an API key per tenant. Optionally adds connected credentials with valid tokens.
import { connect, inTransaction, migrate } from '../dist/db/index.js';
import { rawDb } from '../dist/db/raw.js';
import {
  createKeyring,
  masterKeysFromSetting,
  newToken,
  sha256,
  unwrapDataKey,
} from '../dist/crypto/index.js';
import { newId } from '../dist/system/ids.js';

const BATCH = 500;

/**
 * @param credentials the number per tenant
 * @param progress is called with the number of clients after every 100,000
 * @returns what is needed to read them: IDs, paths, an Authorization header per tenant, and the tenants' data keys
 */
export async function populate({ url, masterKey, tenants, components, credentials = 0, progress }) {
  const database = connect({ url, poolMax: 4 });
  await migrate(database);
  const now = Date.now();
  const stamps = { version: 1, created_at: now, updated_at: now };
  const metadata = { ...stamps, created_by: null };
  const keys = new Map();
  const keyring = createKeyring(masterKeysFromSetting(masterKey), async (tenantId) => [keys.get(tenantId)]);

  const publisher = newId();
  const owners = Array.from({ length: tenants }, () => newId());
  const componentIds = Array.from({ length: components }, () => newId());
  const descriptor = JSON.stringify({ title: 'Bench', useOAuthClient: true });
  const authorizations = [];
  const people = { users: [], roles: [], memberships: [], api_keys: [] };
  for (const tenant_id of owners) {
    const email = `runtime@${tenant_id}.test`;
    const [user_id, role_id, key] = [newId(), newId(), newToken('vk_')];
    people.users.push({ id: user_id, email, name: null, ...stamps });
    const role = { tenant_id, description: null, built_in: true, permissions: '[]', ...metadata };
    people.roles.push({ ...role, id: role_id, name: 'runtime' }, { ...role, id: newId(), name: 'owner' });
    people.memberships.push({ tenant_id, user_id, role_id, active: true, ...metadata });
    people.api_keys.push({
      tenant_id,
      id: newId(),
      user_id,
      name: null,
      prefix: key.slice(0, 9),
      key_hash: sha256(key),
      expires_at: null,
      last_used_at: null,
      ...metadata,
    });
    authorizations.push(`Basic ${Buffer.from(`${email}:${key}`).toString('base64')}`);
    keys.set(tenant_id, await keyring.newTenantKey(tenant_id));
  }
  const tenantRows = [publisher, ...owners].map((id) => ({ id, name: 'Bench', ...stamps }));
  const keyRows = [...keys].map(([tenant_id, key]) => ({
    tenant_id,
    id: key.id,
    wrapped: key.wrapped,
    master_key_id: key.masterKeyId,
    created_at: now,
  }));
  const componentRows = componentIds.map((id) => ({
    tenant_id: publisher,
    id,
    name: 'Bench',
    description: null,
    access: 'global',
    descriptor,
    uses_oauth_client: true,
    ...metadata,
  }));
  await insert(database, { tenants: tenantRows, tenant_keys: keyRows, ...people, components: componentRows });

  const credentialIds = [];
  let done = 0;
  for (const tenant_id of owners) {
    const clients = [];
    for (const component_id of componentIds) {
      const id = newId();
      const client_secret = await keyring.seal(newToken(''), {
        tenant: tenant_id,
        table: 'oauth_clients',
        row: id,
        column: 'client_secret',
      });
      clients.push({
        tenant_id,
        id,
        component_tenant_id: publisher,
        component_id,
        client_id: `client-${id}`,
        client_secret,
        ...metadata,
      });
    }
    const activations = componentIds.map((component_id) => ({
      tenant_id,
      component_tenant_id: publisher,
      component_id,
    }));
    await insert(database, { oauth_clients: clients, component_activations: activations });
    await insert(
      database,
      await connectedCredentials({ keyring, tenant_id, count: credentials, metadata, now, credentialIds }),
    );
    done += components;
    if (done % 100_000 === 0) progress(done);
  }
  await rawDb(database).sql.raw('ANALYZE');
  await database.close();
  const pathOf = (tenant, component) => `/v2/tenants/${tenant}/components/${component}/oauth-client`;
  const master = masterKeysFromSetting(masterKey).current();
  const dataKeys = {};
  for (const [tenant_id, { id, wrapped }] of keys)
    dataKeys[tenant_id] = (await unwrapDataKey(wrapped, tenant_id, id, master)).toString('base64');
  return { publisher, owners, componentIds, credentialIds, authorizations, pathOf, dataKeys };
}

/** Tokens are valid for a day, so that none is refreshed during the measurement. */
async function connectedCredentials({ keyring, tenant_id, count, metadata, now, credentialIds }) {
  const rows = { credentials: [], connections: [] };
  for (let index = 0; index < count; index += 1) {
    const id = newId();
    const location = (column) => ({ tenant: tenant_id, table: 'connections', row: id, column });
    const access = {
      access_token: newToken('at_'),
      token_type: 'Bearer',
      extra: { instance_url: 'https://eu5.third.example' },
      is_public: true,
    };
    const empty = '{}';
    rows.credentials.push({
      tenant_id,
      id,
      name: 'Bench',
      grant_type: 'authorization_code',
      client_id: 'acme',
      authorization_params: empty,
      token_params: empty,
      parameters: empty,
      config_services: empty,
      non_expiring_tokens: false,
      ...metadata,
    });
    rows.connections.push({
      tenant_id,
      credential_id: id,
      state: 'connected',
      generation: 1,
      access: await keyring.seal(JSON.stringify(access), location('access')),
      refresh_token: await keyring.seal(newToken('rt_'), location('refresh_token')),
      scopes: '["read","write"]',
      obtained_at: now,
      expires_at: now + 86_400_000,
      refresh_at: now + 85_000_000,
      interrupted: false,
      failures: 0,
    });
    credentialIds.push([tenant_id, id]);
  }
  return rows;
}

async function insert(database, tables) {
  await inTransaction(database, async (db) => {
    for (const [table, rows] of Object.entries(tables)) {
      for (let start = 0; start < rows.length; start += BATCH)
        await rawDb(db)
          .sql(table)
          .insert(rows.slice(start, start + BATCH));
    }
  });
}
