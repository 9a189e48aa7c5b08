import type { Call } from '../actions/index.ts';
import { sha256, type Keyring } from '../crypto/index.ts';
import { deleteExpired } from '../db/all-tenants.ts';
import {
  inTransaction,
  platformDb,
  readNow,
  tenantDb,
  violatesPrimaryKey,
  type Database,
  type TenantDb,
} from '../db/index.ts';
import { AppError } from '../errors.ts';
import type { StoredResponse } from './responses.ts';
import { timeLeft, type Clock } from '../system/clock.ts';
import { newId } from '../system/ids.ts';

const TABLE = 'idempotency_keys';
const RETENTION = 24 * 60 * 60 * 1000;
/** Milliseconds without a heartbeat, by the database's clock, after which the process of a request counts as dead. */
const LEASE = 10_000;
const HEARTBEAT = 3_000;

/** The reservation of a key, which allows the caller to run the request. */
interface Reservation {
  /** Stores the response in the request's own transaction, so that either both are committed or neither. */
  complete(db: TenantDb, response: StoredResponse): Promise<void>;
  /** The request had no effect: frees the key. */
  release(): Promise<void>;
  /** The request has ended: stops renewing the lease. */
  end(): void;
}

export interface Idempotency {
  /**
   * @returns the stored response of an earlier request, or a reservation to run this one
   * @throws AppError idempotency_key_in_progress, idempotency_key_reused, invalid_header
   */
  begin(
    call: Call,
    key: string,
    request: { path: string; body: unknown },
  ): Promise<StoredResponse | Reservation>;
  /** Deletes up to `limit` rows that are older than a day. @returns how many it deleted */
  purge(limit: number): Promise<number>;
}

interface Row {
  request_hash: string;
  answer: string | null;
  locked_until: number;
  expires_at: number;
}

/**
 * `Idempotency-Key` on every POST: sending the same request twice has one effect and one response, also across
 * processes.
 */
export function createIdempotency(parts: {
  database: Database;
  keyring: Keyring;
  clock: Clock;
}): Idempotency {
  const { database, keyring, clock } = parts;

  return {
    async begin(call, key, { path, body }) {
      if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
        throw new AppError('invalid_header', 'Idempotency-Key must be 1 to 255 visible ASCII characters.', {
          source: { header: 'Idempotency-Key' },
        });
      }
      const { id: userId, appId, type } = call.actor;
      // A user acting through an app is a different caller: the app may be allowed to see less of a response.
      const own = appId === null ? key : `${key} ${appId}`;
      const id = { caller_id: userId ?? type, key_hash: sha256(own) };
      // Includes the key, which is only stored as a hash. Without it, a password in the body could be guessed from this
      // hash.
      const requestHash = sha256(`${key}\n${path}\n${canonical(body)}`);
      const owner = newId();
      const place = {
        tenant: call.tenantId,
        table: TABLE,
        row: `${id.caller_id}/${id.key_hash}`,
        column: 'answer',
      };

      const earlier = await reserve(call.tenantId, id, requestHash, owner);
      if (earlier !== null) return JSON.parse(await keyring.open(earlier, place)) as StoredResponse;
      const mine = (db: TenantDb) => db.from(TABLE).where({ ...id, owner });
      const pending = () => mine(tenantDb(platformDb(database), call.tenantId)).whereNull('answer');
      const heartbeat = setInterval(() => {
        // If a heartbeat fails, the next one still comes before the lease expires.
        void pending()
          .update({ locked_until: platformDb(database).now(LEASE) })
          .then(undefined, () => undefined);
      }, HEARTBEAT);
      heartbeat.unref();
      return {
        end: () => clearInterval(heartbeat),
        async complete(db, response) {
          const sealed = await keyring.seal(JSON.stringify(response), place);
          if ((await mine(db).update({ answer: sealed })) === 0) throw inProgress();
        },
        async release() {
          clearInterval(heartbeat);
          // If this fails, the lease frees the key, and the caller still gets the error of the request itself.
          await pending()
            .delete()
            .catch(() => undefined);
        },
      };
    },

    async purge(limit) {
      const place = {
        table: TABLE,
        key: ['tenant_id', 'caller_id', 'key_hash'],
        column: 'expires_at',
      } as const;
      return deleteExpired(platformDb(database), place, clock() - 1, limit);
    },
  };

  /** @returns the encrypted response of the same earlier request, or null if the key is now ours */
  async function reserve(
    tenantId: string,
    id: { caller_id: string; key_hash: string },
    requestHash: string,
    owner: string,
  ): Promise<string | null> {
    const now = clock();
    try {
      const found = await inTransaction(database, async (platform) => {
        const db = tenantDb(platform, tenantId);
        const databaseNow = await readNow(platform);
        const fresh = {
          request_hash: requestHash,
          owner,
          locked_until: databaseNow + LEASE,
          answer: null,
          expires_at: now + RETENTION,
        };
        const row = (await db.lock(TABLE).where(id).first()) as Row | undefined;
        if (row === undefined) await db.insert(TABLE, { ...id, ...fresh });
        else if (row.expires_at > now) {
          if (row.request_hash !== requestHash) {
            throw new AppError(
              'idempotency_key_reused',
              'This Idempotency-Key was used with a different request. Use a new key.',
              { source: { header: 'Idempotency-Key' } },
            );
          }
          if (row.answer !== null) return row.answer;
          const left = timeLeft(row.locked_until, databaseNow, LEASE);
          if (left > 0) return inProgress(left);
          if (row.locked_until > databaseNow) {
            // The clock was set back. The first request may still be running, so it gets time for a heartbeat.
            await db
              .from(TABLE)
              .where(id)
              .update({ locked_until: databaseNow + LEASE });
            return inProgress();
          }
          await db.from(TABLE).where(id).update(fresh);
        } else await db.from(TABLE).where(id).update(fresh);
        return null;
      });
      if (found instanceof AppError) throw found;
      return found;
    } catch (error) {
      // Two first requests arrived at the same time, and the other one got the key.
      if (violatesPrimaryKey(error, TABLE, ['tenant_id', 'caller_id', 'key_hash'])) throw inProgress();
      throw error;
    }
  }
}

/** Serializes JSON the same way, regardless of member order and whitespace. */
function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_name, member: unknown) =>
      typeof member === 'object' && member !== null && !Array.isArray(member)
        ? Object.fromEntries(Object.entries(member).sort(([one], [other]) => (one < other ? -1 : 1)))
        : member,
    ) ?? ''
  );
}

/** @param wait milliseconds until the first request has ended, or its process counts as dead */
function inProgress(wait = LEASE): AppError {
  return new AppError(
    'idempotency_key_in_progress',
    'The first request with this Idempotency-Key is still in progress. Retry later.',
    {
      source: { header: 'Idempotency-Key' },
      retryAfter: Math.max(1, Math.ceil(wait / 1000)),
    },
  );
}
