import type { TenantDb } from '../../db/index.ts';
import type { Credential } from './store.ts';

/** Which credentials use an OAuth client or a provider. */

const TABLE = 'credentials';

/** How many credentials use a tenant's OAuth client, and the first 20 of them. */
export async function credentialsOfClient(
  db: TenantDb,
  oauthClientId: string,
): Promise<{ credentials: string[]; count: number }> {
  const ids = (await db
    .from(TABLE)
    .where({ oauth_client_id: oauthClientId })
    .orderBy('id')
    .pluck('id')) as string[];
  return { credentials: ids.slice(0, 20), count: ids.length };
}

/** The credentials that use a provider: how many, the first 20, and whether one of them uses the tenant's OAuth client. */
export async function credentialsOfProvider(
  db: TenantDb,
  provider: string,
): Promise<{ credentials: string[]; count: number; usesOauthClient: boolean }> {
  const rows = (await db
    .from(TABLE)
    .where({ provider })
    .orderBy('id')
    .select('id', 'oauth_client_id')) as Pick<Credential, 'id' | 'oauth_client_id'>[];
  return {
    credentials: rows.slice(0, 20).map(({ id }) => id),
    count: rows.length,
    usesOauthClient: rows.some(({ oauth_client_id }) => oauth_client_id !== null),
  };
}

/** Removes an OAuth client from the credentials that use it, before it is deleted along with its component. */
export async function detachClient(db: TenantDb, oauthClientId: string): Promise<void> {
  await db.from(TABLE).where({ oauth_client_id: oauthClientId }).update({ oauth_client_id: null });
}

/**
 * Called when settings that refreshes use have changed: a refresh that failed with the old ones is tried again at once,
 * except while the provider is unavailable.
 * @param of which credentials of the tenant
 */
export async function settingsChanged(
  db: TenantDb,
  of: Partial<Pick<Credential, 'id' | 'oauth_client_id' | 'provider' | 'component_id'>>,
): Promise<void> {
  const theirs = () => db.from('connections').whereIn('credential_id', db.from(TABLE).where(of).select('id'));
  await theirs()
    .where('failures', '>', 0)
    .where(
      (query) =>
        void query.whereNull('state_reason_code').orWhereNot('state_reason_code', 'provider_unavailable'),
    )
    .update({ refusals: 0, refused_since: null, retry_at: null });
  await theirs().increment('settings_version', 1);
  // A token that is signed with a key that has been replaced may be refused at once, and another one uses up nothing.
  if (of.provider === undefined)
    await theirs()
      .whereIn('credential_id', db.from(TABLE).where({ grant_type: 'jwt_bearer' }).select('id'))
      .whereNotNull('refresh_at')
      .update({ refresh_at: db.now() });
}
