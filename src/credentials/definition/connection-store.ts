import { readNow, type TenantDb } from '../../db/index.ts';
import type { Reason } from '../protocol/index.ts';
import {
  type Connection,
  IDLE,
  NO_TOKENS,
  reasonColumns,
  tokenColumns,
  type ConnectionState,
  type StoredTokens,
} from './connection.ts';
import { findCredential, type Credential } from './store.ts';

const TABLE = 'connections';

/**
 * Writes to a credential's connection, except those of a refresh (`tokens/refresh-store.ts`). Storing or deleting
 * tokens increments the generation, so that a refresh in progress does not overwrite anything newer.
 */

/** Locks a credential's connection until the transaction ends. @returns the credential, and the database's time */
export async function lockConnection(
  db: TenantDb,
  id: string,
): Promise<{ credential: Credential; now: number } | undefined> {
  await db.lock(TABLE).where({ credential_id: id }).first('credential_id');
  const credential = await findCredential(db, id);
  return credential && { credential, now: await readNow(db) };
}

/** Stores the tokens of a newly connected account, replacing any existing ones. */
export async function storeConnected(
  db: TenantDb,
  id: string,
  tokens: StoredTokens,
  who: Pick<Connection, 'external_user_id' | 'user_id_documented' | 'connected_by' | 'generation'>,
): Promise<void> {
  await db
    .from(TABLE)
    .where({ credential_id: id })
    .update({
      ...tokenColumns(tokens),
      ...IDLE,
      state: 'connected',
      external_user_id: who.external_user_id,
      user_id_documented: who.user_id_documented,
      connected_at: tokens.obtained_at,
      connected_by: who.connected_by,
      generation: who.generation + 1,
    });
}

/** Deletes the tokens. A refresh in progress then stores nothing, because its generation is outdated. */
export async function deleteTokens(
  db: TenantDb,
  id: string,
  generation: number,
  state: ConnectionState,
  reason: Reason | null,
): Promise<void> {
  await db
    .from(TABLE)
    .where({ credential_id: id })
    .update({
      ...IDLE,
      ...reasonColumns(reason),
      state,
      generation: generation + 1,
      ...NO_TOKENS,
    });
}

/** Records why connecting failed, unless the account is connected already or must be reauthorized. */
export async function recordFailure(db: TenantDb, id: string, reason: Reason): Promise<void> {
  await db
    .from(TABLE)
    .where({ credential_id: id })
    .whereIn('state', ['pending', 'error'])
    .update({ state: 'error', ...reasonColumns(reason) });
}
