import type { RawDb } from '../raw.ts';
import { tenantTable, timestamps, timestampsAndCreator } from './columns.ts';

/**
 * The authorization server. There are many codes, grants and tokens, and they expire: they reference nothing but their
 * tenant, so that a delete neither has to look for them nor cascades to a million of them. Whether one is valid is
 * determined by joining to what it was issued for.
 */
export async function up({ sql }: RawDb): Promise<void> {
  await sql.schema.alterTable('users', (table) => {
    table.text('password_hash').nullable();
    table.integer('failed_logins').notNullable().defaultTo(0);
    table.bigInteger('locked_until').nullable();
    // False for an email address that its user has entered: it has not been verified.
    table.boolean('email_confirmed').notNullable().defaultTo(true);
  });

  await sql.schema.alterTable('memberships', (table) => {
    // Whether the user has accepted the invitation. Until then they cannot authorize apps for this tenant.
    table.boolean('accepted').notNullable().defaultTo(true);
  });

  await sql.schema.createTable('password_links', (table) => {
    table.string('token_hash', 64).primary();
    table.uuid('user_id').notNullable().references('id').inTable('users').onDelete('CASCADE');
    table.bigInteger('expires_at').notNullable();
    table.index(['user_id']);
    table.index(['expires_at']);
  });

  await sql.schema.createTable('sessions', (table) => {
    table.string('token_hash', 64).primary();
    table.uuid('user_id').notNullable().references('id').inTable('users').onDelete('CASCADE');
    table.bigInteger('created_at').notNullable();
    table.bigInteger('expires_at').notNullable();
    table.index(['user_id']);
    table.index(['expires_at']);
  });

  await tenantTable(sql, 'scopes', (table) => {
    table.string('name', 100).notNullable();
    table.text('description').notNullable();
    timestampsAndCreator(table);
    table.primary(['tenant_id', 'name']);
  });

  await tenantTable(sql, 'oauth_apps', (table) => {
    table.uuid('id').notNullable();
    table.text('name').notNullable();
    table.text('description').nullable();
    table.text('website_url').nullable();
    table.text('logo_url').nullable();
    table.text('redirect_uris').notNullable();
    table.text('scopes').notNullable();
    table.text('grant_types').notNullable();
    table.boolean('automatic_consent').notNullable();
    table.boolean('impersonation').notNullable();
    table.boolean('public').notNullable();
    table.string('kind', 10).notNullable();
    table.string('audience', 10).notNullable();
    table.integer('code_lifetime').notNullable();
    table.integer('access_token_lifetime').notNullable();
    table.integer('refresh_token_lifetime').notNullable();
    timestampsAndCreator(table);
    table.primary(['tenant_id', 'id']);
    table.index(['id']);
  });

  // The tenant's own scopes that an app can request, so that a scope in use is not deleted.
  await tenantTable(sql, 'oauth_app_scopes', (table) => {
    table.uuid('app_id').notNullable();
    table.string('scope', 100).notNullable();
    table.primary(['tenant_id', 'app_id', 'scope']);
    table
      .foreign(['tenant_id', 'app_id'])
      .references(['tenant_id', 'id'])
      .inTable('oauth_apps')
      .onDelete('CASCADE');
    table
      .foreign(['tenant_id', 'scope'])
      .references(['tenant_id', 'name'])
      .inTable('scopes')
      .onDelete('RESTRICT');
    table.index(['tenant_id', 'scope']);
  });

  await tenantTable(sql, 'oauth_app_secrets', (table) => {
    table.uuid('id').notNullable();
    table.uuid('app_id').notNullable();
    table.string('secret_hash', 64).notNullable();
    table.bigInteger('created_at').notNullable();
    table.uuid('created_by').nullable();
    table.bigInteger('expires_at').nullable();
    table.bigInteger('last_used_at').nullable();
    table.primary(['tenant_id', 'id']);
    table
      .foreign(['tenant_id', 'app_id'])
      .references(['tenant_id', 'id'])
      .inTable('oauth_apps')
      .onDelete('CASCADE');
    table.index(['tenant_id', 'app_id']);
  });

  // A user's consent, in the tenant that it was given for. The app may belong to another tenant.
  await tenantTable(sql, 'authorizations', (table) => {
    table.uuid('id').notNullable();
    table.uuid('user_id').notNullable();
    table.uuid('app_tenant_id').notNullable();
    table.uuid('app_id').notNullable();
    table.text('scopes').notNullable();
    timestamps(table);
    table.primary(['tenant_id', 'id']);
    table.unique(['tenant_id', 'user_id', 'app_id'], {
      indexName: 'authorizations_tenant_id_user_id_app_id_unique',
    });
    table
      .foreign(['tenant_id', 'user_id'])
      .references(['tenant_id', 'user_id'])
      .inTable('memberships')
      .onDelete('CASCADE');
    table
      .foreign(['app_tenant_id', 'app_id'])
      .references(['tenant_id', 'id'])
      .inTable('oauth_apps')
      .onDelete('CASCADE');
    table.index(['app_tenant_id', 'app_id']);
  });

  await tenantTable(sql, 'authorization_codes', (table) => {
    table.string('code_hash', 64).notNullable();
    table.uuid('app_id').notNullable();
    table.uuid('user_id').notNullable();
    table.uuid('authorization_id').notNullable();
    // The ID of the grant that redeeming it will create.
    table.uuid('grant_id').notNullable();
    table.text('scopes').notNullable();
    table.text('redirect_uri').notNullable();
    // Whether the request included it: then the token request must as well (RFC 6749, 4.1.3).
    table.boolean('redirect_uri_given').notNullable();
    table.string('code_challenge', 128).nullable();
    table.bigInteger('expires_at').notNullable();
    table.bigInteger('used_at').nullable();
    table.primary(['tenant_id', 'code_hash']);
    table.index(['code_hash']);
    table.index(['expires_at']);
  });

  // What was issued for one code or password: all of its tokens end with this row.
  await tenantTable(sql, 'token_grants', (table) => {
    table.uuid('id').notNullable();
    table.uuid('authorization_id').notNullable();
    table.bigInteger('expires_at').notNullable();
    table.primary(['tenant_id', 'id']);
    table.index(['expires_at']);
  });

  await tenantTable(sql, 'refresh_tokens', (table) => {
    table.string('token_hash', 64).notNullable();
    table.uuid('app_id').notNullable();
    table.uuid('user_id').notNullable();
    table.uuid('grant_id').notNullable();
    table.text('scopes').notNullable();
    table.bigInteger('expires_at').notNullable();
    table.bigInteger('used_at').nullable();
    // The token that replaced it; within the grace period, a successor that was never used may be replaced.
    table.string('successor_hash', 64).nullable();
    table.primary(['tenant_id', 'token_hash']);
    table.index(['token_hash']);
    table.index(['expires_at']);
  });

  await tenantTable(sql, 'access_tokens', (table) => {
    table.string('token_hash', 64).notNullable();
    table.uuid('app_id').notNullable();
    // null: the app acts as itself.
    table.uuid('user_id').nullable();
    // null: issued for client credentials.
    table.uuid('grant_id').nullable();
    table.text('scopes').notNullable();
    table.bigInteger('created_at').notNullable();
    table.bigInteger('expires_at').notNullable();
    table.primary(['tenant_id', 'token_hash']);
    table.index(['token_hash']);
    table.index(['expires_at']);
  });

  await tenantTable(sql, 'pushed_requests', (table) => {
    table.string('request_hash', 64).notNullable();
    table.uuid('app_id').notNullable();
    table.text('parameters').notNullable();
    table.bigInteger('expires_at').notNullable();
    table.primary(['tenant_id', 'request_hash']);
    table.index(['request_hash']);
    table.index(['expires_at']);
  });

  await sql.schema.alterTable('api_keys', (table) => {
    // null: all permissions of its user.
    table.text('scopes').nullable();
    // Only its user has seen it, so it authenticates the user.
    table.boolean('personal').notNullable().defaultTo(false);
    // For a key that was issued to an app: it is used with its passphrase, and ends with the authorization.
    table.string('passphrase_hash', 64).nullable();
    table.uuid('app_id').nullable();
    table.uuid('authorization_id').nullable();
    table.index(['tenant_id', 'authorization_id']);
    table.index(['app_id']);
  });

  // Keys that the operator has created.
  await sql('api_keys').whereNull('created_by').update({ personal: true });

  await sql.schema.alterTable('audit_events', (table) => {
    table.uuid('oauth_app_id').nullable();
  });
}
