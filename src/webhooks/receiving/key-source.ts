import { LRUCache } from 'lru-cache';
import { OutboundError, type Outbound } from '../../http/index.ts';
import { VerificationError, type KeySource } from '../../signatures/index.ts';
import type { Clock } from '../../system/clock.ts';
import { certificateIn, keySetIn } from '../published-keys.ts';

/** A key set is a few thousand bytes, and so is a certificate. */
const MAX_BYTES = 131_072;
const TIMEOUT = 5_000;
/** Entries of a cache, of all tenants. */
const MAX_ENTRIES = 1000;

const MINUTE = 60_000;
/** A key that was revoked is no longer accepted after the first; the second applies while the sender cannot be reached. */
const FRESH = 10 * MINUTE;
const USABLE = 60 * MINUTE;

/**
 * Requests per tenant and minute to URLs that have returned no key so far: a request chooses the URL of a certificate
 * before it is verified. The others are few, because senders publish few keys.
 */
const MAX_UNPROVEN = 10;

type Parts = { outbound: Pick<Outbound, 'send'>; clock: Clock };

/**
 * The keys that senders publish, through the guarded client. Each tenant has entries of its own, so that none can make
 * another one wait for a refresh.
 */
export function createKeySource(parts: Parts): (tenantId: string) => KeySource {
  const keySets = createCache(parts, keySetIn);
  const certificates = createCache(parts, certificateIn);
  return (tenantId) => ({
    keySet: (url, refresh = false) => keySets(tenantId, url, refresh),
    certificate: (url) => certificates(tenantId, url, false),
  });
}

interface Entry<T> {
  found?: { value: T; at: number };
  /** When it was last requested. */
  triedAt: number;
  failure: VerificationError;
  pending?: Promise<void> | undefined;
}

/** @param read throws for a body that is not what it should be */
function createCache<T>({ outbound, clock }: Parts, read: (body: string) => T) {
  const entries = new LRUCache<string, Entry<T>>({ max: MAX_ENTRIES });
  const budgets = new LRUCache<string, { since: number; used: number }>({ max: MAX_ENTRIES });

  async function request(url: string, entry: Entry<T>): Promise<void> {
    try {
      const { status, body } = await outbound.send({ url, timeout: TIMEOUT, maxBytes: MAX_BYTES });
      if (status !== 200) throw new VerificationError(`${hostOf(url)} responded with status ${status}.`);
      entry.found = { value: read(body), at: clock() };
    } catch (error) {
      entry.failure = failureOf(url, error);
    }
  }

  function assertBudget(tenantId: string, now: number): void {
    const budget = budgets.get(tenantId);
    if (budget === undefined || now - budget.since >= MINUTE) budgets.set(tenantId, { since: now, used: 1 });
    else if (budget.used < MAX_UNPROVEN) budget.used += 1;
    else
      throw new VerificationError(
        'Too many URLs of keys were requested. Send the request again in a minute.',
      );
  }

  return async (tenantId: string, url: string, refresh: boolean): Promise<T> => {
    const key = `${tenantId} ${url}`;
    const entry: Entry<T> = entries.get(key) ?? { triedAt: -Infinity, failure: new VerificationError('') };
    const isFresh = entry.found !== undefined && clock() - entry.found.at < FRESH;
    const mayTry = clock() - entry.triedAt >= MINUTE;
    if (entry.pending === undefined && mayTry && (refresh || !isFresh)) {
      if (entry.found === undefined) assertBudget(tenantId, clock());
      entries.set(key, entry);
      entry.triedAt = clock();
      entry.pending = request(url, entry).finally(() => (entry.pending = undefined));
    }
    if (refresh || !isFresh) await entry.pending;
    if (entry.found !== undefined && clock() - entry.found.at < USABLE) return entry.found.value;
    throw entry.failure;
  };
}

function failureOf(url: string, error: unknown): VerificationError {
  if (error instanceof VerificationError) return error;
  if (error instanceof OutboundError)
    return new VerificationError(`The keys at ${hostOf(url)} could not be fetched. ${error.message}`);
  return new VerificationError(`${hostOf(url)} did not return usable keys.`);
}

function hostOf(url: string): string {
  return new URL(url).host;
}
