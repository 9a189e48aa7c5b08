import type { TenantDb } from '../db/index.ts';
import { OauthError } from './oauth-error.ts';

/** Maximum number and size of pending requests: per app, and for a public client also per source address. */
interface PushedLimit {
  requests: number;
  bytes: number;
}

/** More than a busy app needs in ten minutes. Completed requests no longer count. */
const PER_APP: PushedLimit = { requests: 5_000, bytes: 8_000_000 };

/** Anyone can push requests as a public client, so a single source must not use up the limit of the app. */
const PER_SOURCE: PushedLimit = { requests: 200, bytes: 400_000 };

/** This many of the smallest requests take as much space as the largest one. */
const MAX_ROWS = 600;

/** RFC 9126, 2.3: the app has too many pending pushed requests. */
export class TooManyPushedRequests extends OauthError {
  override readonly status = 429;
  /** Seconds until enough pending requests have expired. */
  readonly retryAfter: number;

  constructor(milliseconds: number) {
    super(
      'temporarily_unavailable',
      'Too many pushed requests are pending. Try again after the time in the Retry-After header, or send the request directly to /oauth2/auth.',
    );
    this.retryAfter = Math.max(1, Math.ceil(milliseconds / 1000));
  }
}

export interface PushAttempt {
  appId: string;
  /** null for an authenticated app. */
  source: string | null;
  bytes: number;
  now: number;
}

/**
 * Locks the app until the transaction ends, so that concurrent requests are counted one after the other.
 * @throws TooManyPushedRequests
 */
export async function assertWithinLimits(db: TenantDb, pushing: PushAttempt): Promise<void> {
  const { appId, source, bytes, now } = pushing;
  await db.lock('oauth_apps').where({ id: appId }).select('id');
  const waits = [await timeUntilRoom(db, { app_id: appId }, PER_APP, { bytes, now })];
  if (source !== null)
    waits.push(await timeUntilRoom(db, { app_id: appId, source }, PER_SOURCE, { bytes, now }));
  const longest = Math.max(...waits);
  if (longest > 0) throw new TooManyPushedRequests(longest);
}

/** @returns milliseconds until enough pending requests have expired; 0 if the limit is not reached */
async function timeUntilRoom(
  db: TenantDb,
  which: object,
  limit: PushedLimit,
  { bytes, now }: { bytes: number; now: number },
): Promise<number> {
  const waiting = () => db.from('pushed_requests').where(which).where('expires_at', '>', now);
  const [sums] = (await waiting().count('* as requests').sum('bytes as bytes')) as [
    { requests: number | string; bytes: number | string | null },
  ];
  let requests = Number(sums.requests) + 1 - limit.requests;
  let excess = Number(sums.bytes ?? 0) + bytes - limit.bytes;
  if (requests <= 0 && excess <= 0) return 0;
  const oldest = (await waiting().orderBy('expires_at').limit(MAX_ROWS).select('expires_at', 'bytes')) as {
    expires_at: number;
    bytes: number;
  }[];
  let until = now;
  for (const row of oldest) {
    if (requests <= 0 && excess <= 0) break;
    requests -= 1;
    excess -= row.bytes;
    until = row.expires_at;
  }
  return until - now;
}
