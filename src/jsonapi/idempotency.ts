import type { Call } from '../actions/index.ts';
import { sha256, type Keyring } from '../crypto/index.ts';
import {
  inTransaction,
  platformDb,
  tenantDb,
  violatesPrimaryKey,
  type Database,
  type TenantDb,
} from '../db/index.ts';
import { AppError } from '../errors.ts';
import type { StoredAnswer } from './answers.ts';
import type { Clock } from '../system/clock.ts';
import { newId } from '../system/ids.ts';

const TABLE = 'idempotency_keys';
const KEPT = 24 * 60 * 60 * 1000;
/** How long a request may run before another with the same key may take over, should its process have died. */
const LEASE = 60 * 1000;

/** The right to run a request once. */
export interface Reservation {
  /** Keeps the answer, in the request's own transaction: both are there or neither. */
  complete(db: TenantDb, answer: StoredAnswer): Promise<void>;
  /** Nothing happened: the key is free again. */
  release(): Promise<void>;
}

export interface Idempotency {
  /**
   * @returns the answer given before, or the right to make one
   * @throws AppError idempotency_key_in_progress, idempotency_key_reused, invalid_header
   */
  begin(
    call: Call,
    key: string,
    request: { path: string; body: Buffer },
  ): Promise<StoredAnswer | Reservation>;
  /** Deletes what is older than a day, `limit` rows at the most. @returns how many it deleted */
  purge(limit: number): Promise<number>;
}

interface Row {
  request_hash: string;
  answer: string | null;
  locked_until: number;
  expires_at: number;
}

/** `Idempotency-Key` on POST: the same request twice has one effect and one answer, also across processes. */
export function createIdempotency(parts: {
  database: Database;
  keyring: Keyring;
  clock: Clock;
}): Idempotency {
  const { database, keyring, clock } = parts;

  return {
    async begin(call, key, { path, body }) {
      if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
        throw new AppError('invalid_header', 'Idempotency-Key takes 1 to 255 visible ASCII characters.', {
          source: { header: 'Idempotency-Key' },
        });
      }
      const { id: userId, appId, type } = call.actor;
      // Through an app somebody is another caller: what they may be told again is less.
      const own = appId === null ? key : `${key} ${appId}`;
      const id = { caller_id: userId ?? type, key_hash: sha256(own) };
      // With the key, of which only a hash is kept: a body may hold a password, which could be guessed otherwise.
      const requestHash = sha256(`${key}\n${path}\n${body.toString('base64')}`);
      const owner = newId();
      const place = {
        tenant: call.tenantId,
        table: TABLE,
        row: `${id.caller_id}/${id.key_hash}`,
        column: 'answer',
      };

      const earlier = await reserve(call.tenantId, id, requestHash, owner);
      if (earlier !== null) return JSON.parse(await keyring.open(earlier, place)) as StoredAnswer;
      const mine = (db: TenantDb) => db.from(TABLE).where({ ...id, owner });
      return {
        async complete(db, answer) {
          const sealed = await keyring.seal(JSON.stringify(answer), place);
          if ((await mine(db).update({ answer: sealed })) === 0) throw inProgress();
        },
        async release() {
          const unanswered = mine(tenantDb(platformDb(database), call.tenantId)).whereNull('answer');
          // Should this fail, the lease frees the key, and the caller learns why the request itself failed.
          await unanswered.delete().catch(() => undefined);
        },
      };
    },

    async purge(limit) {
      const { sql } = platformDb(database);
      const columns = ['tenant_id', 'caller_id', 'key_hash'];
      const old = sql(TABLE).select(columns).where('expires_at', '<', clock()).limit(limit);
      return sql(TABLE).whereIn(columns, old).delete();
    },
  };

  /** @returns the sealed answer of the same request before, or null when the row is now ours */
  async function reserve(
    tenantId: string,
    id: { caller_id: string; key_hash: string },
    requestHash: string,
    owner: string,
  ): Promise<string | null> {
    const now = clock();
    const fresh = {
      request_hash: requestHash,
      owner,
      locked_until: now + LEASE,
      answer: null,
      expires_at: now + KEPT,
    };
    try {
      return await inTransaction(database, async (platform) => {
        const db = tenantDb(platform, tenantId);
        const row = (await db.lock(TABLE).where(id).first()) as Row | undefined;
        if (row === undefined) await db.insert(TABLE, { ...id, ...fresh });
        else if (row.expires_at > now) {
          if (row.request_hash !== requestHash) {
            throw new AppError(
              'idempotency_key_reused',
              'This Idempotency-Key was used with another request. Take a new key.',
              { source: { header: 'Idempotency-Key' } },
            );
          }
          if (row.answer !== null) return row.answer;
          if (row.locked_until > now) throw inProgress();
          await db.from(TABLE).where(id).update(fresh);
        } else await db.from(TABLE).where(id).update(fresh);
        return null;
      });
    } catch (error) {
      // Two first requests at the same moment: the other one has the key.
      if (violatesPrimaryKey(error, TABLE, ['tenant_id', 'caller_id', 'key_hash'])) throw inProgress();
      throw error;
    }
  }
}

function inProgress(): AppError {
  return new AppError(
    'idempotency_key_in_progress',
    'The first request with this Idempotency-Key has not ended yet.',
    {
      source: { header: 'Idempotency-Key' },
      retryAfter: 1,
    },
  );
}
