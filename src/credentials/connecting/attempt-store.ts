import { deleteExpired } from '../../db/all-tenants.ts';
import { rowsByKey } from '../../db/before-tenant.ts';
import type { PlatformDb, TenantDb } from '../../db/index.ts';
import type { ConnectionReason } from '../../schema/index.ts';
import type { DeviceAuthorization, Reason, StoredReason } from '../protocol/index.ts';

const TABLE = 'connection_attempts';

/** The version of an attempt whose `state` has been used but whose result is not stored yet. */
export const CONSUMED = 2;

/** Milliseconds that a user has to complete authorization in the browser. */
export const ATTEMPT_LIFETIME = 15 * 60_000;
/** Milliseconds that an attempt is kept after it expires, so that its result can be read. */
const RETENTION = 7 * 86_400_000;

/** An attempt to connect an account, including its result. The API's resource type for it is `connection`. */
export interface ConnectionAttempt {
  tenant_id: string;
  id: string;
  credential_id: string;
  /** The credential's version at the start: if it has changed since, the code is not redeemed. */
  credential_version: number;
  state: 'pending' | 'connected' | 'failed' | 'expired';
  reason: string | null;
  /** null if there is no reason, or if it was stored before codes existed. */
  reason_code: ConnectionReason | null;
  /** SHA-256 of the `state` parameter; null if no browser is involved. */
  state_hash: string | null;
  /** Sealed. With OAuth 1.0, the temporary credentials. */
  code_verifier: string | null;
  /** Sealed; null without DPoP. */
  dpop_key: string | null;
  redirect_uri: string | null;
  return_url: string | null;
  /** Sealed; null unless the attempt is polled for (`device-store.ts`, which has the other columns for that). */
  device_code: string | null;
  expires_at: number;
  version: number;
  created_at: number;
  updated_at: number;
  created_by: string | null;
  /** Only returned when the attempt is created. */
  authorization_url?: string;
  /** The same. */
  device?: Omit<DeviceAuthorization, 'device_code' | 'lifetime'>;
}

/** Columns of an attempt that is not polled for any more, and whose key is stored with its tokens, or not needed. */
export const NOT_POLLED = {
  device_code: null,
  dpop_key: null,
  next_poll_at: null,
  lease_owner: null,
  lease_until: null,
};

/** Why an attempt ends if the user who started the attempt has left the tenant. */
export const STARTER_GONE: StoredReason = {
  text: 'The user who started this connection is no longer a member of the tenant. Start it again.',
  code: null,
};

/** Why a device code that nobody approved ends. */
export const DEVICE_CODE_EXPIRED: Reason = {
  text: 'The code was not entered at the provider in time. Connect the account again.',
  code: 'device_code_expired',
};

export async function insertAttempt(
  db: TenantDb,
  { authorization_url: _, device: __, ...attempt }: ConnectionAttempt,
): Promise<void> {
  await db.insert(TABLE, attempt);
}

export async function findAttempt(
  db: TenantDb,
  credentialId: string,
  id: string,
): Promise<ConnectionAttempt | undefined> {
  return (await db.from(TABLE).where({ credential_id: credentialId, id }).first()) as
    ConnectionAttempt | undefined;
}

/** Finds an attempt of any tenant by the `state` that the browser returns with. */
export async function findByState(db: PlatformDb, stateHash: string): Promise<ConnectionAttempt | undefined> {
  return (await rowsByKey(db, TABLE, { state_hash: stateHash }).first()) as ConnectionAttempt | undefined;
}

/**
 * Marks an attempt as used, so that its `state` works only once. It is stored as failed until it succeeds, so that its
 * state is right even if the process ends in between.
 * @returns false if another request has already used it
 */
export async function consumeAttempt(
  db: TenantDb,
  { id }: Pick<ConnectionAttempt, 'id'>,
  now: number,
): Promise<boolean> {
  const reason: Reason = {
    text: 'The connection attempt was interrupted. Connect the account again.',
    code: 'internal_error',
  };
  const change = {
    state: 'failed',
    ...columnsOf(reason),
    ...NOT_POLLED,
    updated_at: now,
    version: CONSUMED,
  };
  return (await db.from(TABLE).where({ id, state: 'pending', version: 1 }).update(change)) === 1;
}

/** Stores the result of an attempt. @returns false if it already has one */
export async function endAttempt(
  db: TenantDb,
  { id, version }: Pick<ConnectionAttempt, 'id' | 'version'>,
  end: { state: 'connected' | 'failed' | 'expired'; reason: StoredReason | null; now: number },
): Promise<boolean> {
  const { state, reason, now } = end;
  const ended: number = await db
    .from(TABLE)
    .where({ id, version })
    .update({ state, ...columnsOf(reason), ...NOT_POLLED, updated_at: now, version: version + 2 });
  return ended > 0;
}

/** Deletes attempts whose retention period is over. @returns how many */
export async function deleteOldAttempts(db: PlatformDb, now: number, atOnce: number): Promise<number> {
  const place = { table: TABLE, key: ['tenant_id', 'id'], column: 'expires_at' } as const;
  return deleteExpired(db, place, now - RETENTION - 1, atOnce);
}

/** Milliseconds. Longer than completing an attempt takes, even with the longest timeouts that can be configured. */
const MAX_COMPLETION_TIME = 300_000;

/**
 * The externally visible state of an attempt. A used one is pending until its result is stored, or until no process can
 * still be working on it; an unused one expires.
 */
export function statusAt(attempt: ConnectionAttempt, now: number): ConnectionAttempt {
  const { state, version, updated_at, expires_at, device_code } = attempt;
  if (state === 'failed' && version === CONSUMED && now < updated_at + MAX_COMPLETION_TIME)
    return { ...attempt, state: 'pending', reason: null, reason_code: null };
  if (state !== 'pending' || expires_at > now) return attempt;
  return { ...attempt, state: 'expired', ...columnsOf(device_code === null ? null : DEVICE_CODE_EXPIRED) };
}

/** The columns of an attempt's reason. */
export function columnsOf(reason: StoredReason | null): Pick<ConnectionAttempt, 'reason' | 'reason_code'> {
  return { reason: reason?.text ?? null, reason_code: reason?.code ?? null };
}
