import type { RawDb } from '../raw.ts';
import { tenantTable, timestampsAndCreator } from './columns.ts';

/** Credentials: accounts at providers, their connections, and connection attempts. */
export async function up(db: RawDb): Promise<void> {
  const { sql } = db;

  await sql.schema.alterTable('tenants', (table) => {
    // JSON: the URLs that the browser may be redirected to after connecting.
    table.text('return_urls').notNullable().defaultTo('[]');
  });

  await sql.schema.alterTable('oauth_clients', (table) => {
    // The token URL in the component's descriptor when the secret was entered.
    table.text('token_uri').nullable();
  });
  await db.sql.raw(NOTE_TOKEN_URIS[db.dialect]);

  await tenantTable(sql, 'credentials', (table) => {
    table.uuid('id').notNullable();
    table.text('name').notNullable();
    table.text('description').nullable();
    table.uuid('component_tenant_id').nullable();
    table.uuid('component_id').nullable();
    table.string('provider', 60).nullable();
    table.uuid('oauth_client_id').nullable();
    table.string('grant_type', 30).notNullable();
    table.text('client_id').nullable();
    table.text('client_secret').nullable();
    table.text('base_uri').nullable();
    table.text('authorization_url').nullable();
    table.text('token_url').nullable();
    table.text('redirect_uri').nullable();
    table.text('revocation_url').nullable();
    table.text('issuer').nullable();
    table.text('introspection_url').nullable();
    table.text('userinfo_url').nullable();
    table.text('jwks_url').nullable();
    table.text('scopes').nullable();
    table.string('scope_separator', 5).nullable();
    table.text('authorization_params').notNullable();
    table.text('token_params').notNullable();
    table.text('parameters').notNullable();
    table.string('client_authentication', 10).nullable();
    table.boolean('pkce').nullable();
    table.boolean('non_expiring_tokens').notNullable();
    table.text('config_services').notNullable();
    timestampsAndCreator(table);
    table.primary(['tenant_id', 'id']);
    table
      .foreign(['component_tenant_id', 'component_id'])
      .references(['tenant_id', 'id'])
      .inTable('components')
      .onDelete('SET NULL');
    table
      .foreign(['tenant_id', 'oauth_client_id'])
      .references(['tenant_id', 'id'])
      .inTable('oauth_clients')
      .onDelete('RESTRICT');
    table.index(['component_tenant_id', 'component_id']);
    table.index(['tenant_id', 'oauth_client_id']);
    table.index(['tenant_id', 'provider']);
  });

  // Separate from the credential, so that a refresh only changes this row.
  await tenantTable(sql, 'connections', (table) => {
    table.uuid('credential_id').notNullable();
    table.string('state', 30).notNullable();
    table.text('state_reason').nullable();
    // Counts the writes to this row: each write of tokens names the generation it replaces.
    table.integer('generation').notNullable();
    table.text('access').nullable();
    table.text('refresh_token').nullable();
    table.text('scopes').nullable();
    table.text('base_uri').nullable();
    table.text('token_url').nullable();
    table.text('external_user_id').nullable();
    table.bigInteger('obtained_at').nullable();
    table.bigInteger('expires_at').nullable();
    table.bigInteger('refresh_at').nullable();
    table.bigInteger('connected_at').nullable();
    table.uuid('connected_by').nullable();
    // The lease: who is refreshing, and until when nobody else may. Committed before the call, so it also records that
    // one has started.
    table.string('lease_owner', 120).nullable();
    table.bigInteger('lease_until').nullable();
    // Set when the outcome of a refresh is unknown.
    table.boolean('interrupted').notNullable();
    table.integer('failures').notNullable();
    table.bigInteger('retry_at').nullable();
    table.bigInteger('last_used_at').nullable();
    table.primary(['tenant_id', 'credential_id']);
    table
      .foreign(['tenant_id', 'credential_id'])
      .references(['tenant_id', 'id'])
      .inTable('credentials')
      .onDelete('CASCADE');
    table.index(['tenant_id', 'state', 'credential_id']);
    table.index(['tenant_id', 'external_user_id', 'credential_id']);
    table.index(['refresh_at']);
    table.index(['lease_until']);
  });

  await tenantTable(sql, 'connection_attempts', (table) => {
    table.uuid('id').notNullable();
    table.uuid('credential_id').notNullable();
    table.integer('credential_version').notNullable();
    table.string('state', 20).notNullable();
    table.text('reason').nullable();
    table.string('state_hash', 64).nullable();
    table.text('code_verifier').nullable();
    table.text('redirect_uri').nullable();
    table.text('return_url').nullable();
    table.bigInteger('expires_at').notNullable();
    timestampsAndCreator(table);
    table.primary(['tenant_id', 'id']);
    table
      .foreign(['tenant_id', 'credential_id'])
      .references(['tenant_id', 'id'])
      .inTable('credentials')
      .onDelete('CASCADE');
    table.index(['tenant_id', 'credential_id']);
    table.index(['state_hash']);
    table.index(['expires_at']);
  });

  await tenantTable(sql, 'flow_credentials', (table) => {
    table.uuid('flow_id').notNullable();
    table.uuid('credential_id').notNullable();
    table.primary(['tenant_id', 'flow_id', 'credential_id']);
    table
      .foreign(['tenant_id', 'flow_id'])
      .references(['tenant_id', 'id'])
      .inTable('flows')
      .onDelete('CASCADE');
    table
      .foreign(['tenant_id', 'credential_id'])
      .references(['tenant_id', 'id'])
      .inTable('credentials')
      .onDelete('RESTRICT');
    table.index(['tenant_id', 'credential_id']);
  });
}

const OF_THE_COMPONENT = `FROM components
  WHERE components.tenant_id = oauth_clients.component_tenant_id AND components.id = oauth_clients.component_id`;

const NOTE_TOKEN_URIS = {
  sqlite: `UPDATE oauth_clients SET token_uri = (
    SELECT coalesce(descriptor ->> '$.credentials.oauth2.token_uri', descriptor ->> '$.oauth2.token_uri') ${OF_THE_COMPONENT})`,
  postgres: `UPDATE oauth_clients SET token_uri = (
    SELECT coalesce(descriptor::json #>> '{credentials,oauth2,token_uri}', descriptor::json #>> '{oauth2,token_uri}') ${OF_THE_COMPONENT})`,
};
