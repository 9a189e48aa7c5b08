import type { RawDb } from '../raw.ts';

/**
 * The token URL at the time a credential's own client was entered. Existing clients are assumed to have been entered
 * for the current one.
 */
export async function up({ sql, dialect }: RawDb): Promise<void> {
  await sql.schema.alterTable('credentials', (table) => void table.text('secret_token_url').nullable());
  await sql.raw(NOTE_TOKEN_URLS[dialect]);
}

const OF_THE_COMPONENT = `FROM components
  WHERE components.tenant_id = credentials.component_tenant_id AND components.id = credentials.component_id`;

const NOTE_TOKEN_URLS = {
  sqlite: `UPDATE credentials SET secret_token_url = coalesce(token_url, (
    SELECT trim(coalesce(descriptor ->> '$.credentials.oauth2.token_uri', descriptor ->> '$.oauth2.token_uri')) ${OF_THE_COMPONENT}))
    WHERE client_id IS NOT NULL`,
  postgres: `UPDATE credentials SET secret_token_url = coalesce(token_url, (
    SELECT trim(coalesce(descriptor::json #>> '{credentials,oauth2,token_uri}', descriptor::json #>> '{oauth2,token_uri}')) ${OF_THE_COMPONENT}))
    WHERE client_id IS NOT NULL`,
};
