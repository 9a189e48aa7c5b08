import { NOW_SQL, platformOf, type PlatformDb, type TenantDb } from '../db/index.ts';
import { isGone } from '../system/process-identity.ts';
import { AT_REST, NO_TOKENS, type ConnectionState } from './connection-row.ts';
import type { Reason } from './reasons.ts';
import { LEASE } from './refresh-policy.ts';
import { findCredential, type Credential } from './store.ts';

const TABLE = 'connections';

/** Writes to a credential's connection. Each names the generation it builds on, so that no write undoes another. */

/** The time by the database's clock, milliseconds since the epoch. */
export async function readNow({ dialect, sql }: PlatformDb): Promise<number> {
  const [row] = (await sql.select(sql.raw(`${NOW_SQL[dialect]} AS now`))) as { now: number | string }[];
  return Number(row!.now);
}

/** The tokens of a connection, sealed, and what is shown of them. */
export interface StoredTokens {
  access: string;
  refresh_token: string | null;
  scopes: string[] | null;
  base_uri: string | null;
  token_url: string;
  obtained_at: number;
  expires_at: number | null;
  refresh_at: number | null;
}

/** The credential, held against every other change until the transaction ends, and the time. */
export async function holdConnection(
  db: TenantDb,
  id: string,
): Promise<{ credential: Credential; now: number } | undefined> {
  await db.lock(TABLE).where({ credential_id: id }).first('credential_id');
  const credential = await findCredential(db, id);
  return credential && { credential, now: await readNow(platformOf(db)) };
}

/** True while somebody else refreshes: the lease runs, and its owner does too. */
export function isHeld(
  { lease_owner, lease_until }: { lease_owner: string | null; lease_until: number | null },
  now: number,
): boolean {
  return (
    lease_owner !== null && lease_until !== null && lease_until > now && !isGone(ownerProcess(lease_owner))
  );
}

/** A lease's owner is a process and one of its refreshes. */
export function ownerProcess(owner: string): string {
  return owner.slice(0, owner.lastIndexOf('#'));
}

export async function takeLease(
  db: TenantDb,
  id: string,
  lease: { owner: string; now: number; interrupted: boolean },
): Promise<void> {
  const { owner, now, interrupted } = lease;
  await db
    .from(TABLE)
    .where({ credential_id: id })
    .update({ lease_owner: owner, lease_until: now + LEASE, interrupted });
}

/** Whoever holds the lease, and the generation that they build on. */
export interface Holder {
  owner: string;
  generation: number;
}

/** Stores refreshed tokens. @returns false when the lease or the generation is not the holder's any more */
export async function storeRefreshed(
  db: TenantDb,
  id: string,
  holder: Holder,
  tokens: StoredTokens,
): Promise<boolean> {
  const changed = await held(db, id, holder).update({
    ...tokens,
    scopes: tokens.scopes === null ? null : JSON.stringify(tokens.scopes),
    ...AT_REST,
    state: 'connected',
    generation: holder.generation + 1,
  });
  return changed === 1;
}

/** Ends a refresh without tokens. @returns false when the lease is not the holder's any more */
export async function endRefresh(
  db: TenantDb,
  id: string,
  holder: Holder,
  end: {
    state: ConnectionState;
    reason: Reason;
    interrupted: boolean;
    failures: number;
    retry_at: number | null;
  },
): Promise<boolean> {
  const { reason, ...rest } = end;
  const change = { ...rest, ...columnsOf(reason), lease_owner: null, lease_until: null };
  return (await held(db, id, holder).update(change)) === 1;
}

/** Stores the tokens of a new connection, over whatever was there. */
export async function storeConnected(
  db: TenantDb,
  id: string,
  tokens: StoredTokens,
  who: { external_user_id: string | null; connected_by: string | null; generation: number },
): Promise<void> {
  await db
    .from(TABLE)
    .where({ credential_id: id })
    .update({
      ...tokens,
      scopes: tokens.scopes === null ? null : JSON.stringify(tokens.scopes),
      ...AT_REST,
      state: 'connected',
      external_user_id: who.external_user_id,
      connected_at: tokens.obtained_at,
      connected_by: who.connected_by,
      generation: who.generation + 1,
    });
}

/** Forgets the tokens. A refresh that is under way finds that its generation is gone. */
export async function forgetTokens(
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
      ...AT_REST,
      ...columnsOf(reason),
      state,
      generation: generation + 1,
      ...NO_TOKENS,
    });
}

/** Says why connecting failed, where there is nothing yet that works. */
export async function noteFailure(db: TenantDb, id: string, reason: Reason): Promise<void> {
  await db
    .from(TABLE)
    .where({ credential_id: id })
    .whereIn('state', ['pending', 'error'])
    .update({ state: 'error', ...columnsOf(reason) });
}

function columnsOf(reason: Reason | null) {
  return { state_reason: reason?.text ?? null, state_reason_code: reason?.code ?? null };
}

function held(db: TenantDb, id: string, { owner, generation }: Holder) {
  return db.from(TABLE).where({ credential_id: id, lease_owner: owner, generation });
}
