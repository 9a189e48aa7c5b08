import { sha256 } from '../../crypto/index.ts';
import { replayWindow, contentDigest, type ReplayEvidence } from '../../signatures/index.ts';
import type { DeduplicationByExpression } from '../../schema/index.ts';
import { describeError, type Log } from '../../system/log.ts';
import { withTimeout } from '../../system/with-timeout.ts';
import { evaluateKey, type Sample } from '../parsing/index.ts';
import type { WebhookEndpoint } from './endpoint-read.ts';

/** Identifies the event of a request: a later request with the same key is a duplicate. */
export interface DeduplicationKey {
  key: string | null;
  /** Milliseconds after which a request with the same key is a new event; null: never. */
  window: number | null;
}

const NO_EVIDENCE: ReplayEvidence = { by: null, key: null };

/**
 * Milliseconds, including the wait for a turn. More than for a response: a sender that gives up meanwhile sends the
 * event again, which is then a duplicate.
 */
const EXPRESSION_TIMEOUT = 5000;

/** A request whose sender was authenticated. */
interface Received {
  sample: Sample;
  /** From verifying the signature, or from the Idempotency-Key of a sender with a token. */
  evidence: ReplayEvidence | undefined;
}

/**
 * How a repeated request is detected: by the rule of the webhook's `deduplication`, otherwise by the evidence in the
 * request. A body is only compared if the sender signs no ID. Never throws because of an expression, because after an
 * error the sender would send the event again.
 */
export async function deduplicationKeyOf(
  endpoint: WebhookEndpoint,
  { sample, evidence = NO_EVIDENCE }: Received,
  log: Log,
): Promise<DeduplicationKey> {
  const { deduplication } = endpoint;
  const byDefault = { key: evidence.key, window: null };
  switch (deduplication?.by) {
    case undefined:
      return byDefault;
    case 'none':
      return { key: null, window: null };
    case 'id':
      return { key: evidence.key, window: windowOf(endpoint, deduplication.window) };
    case 'body': {
      if (evidence.by === 'signed id') return byDefault;
      const key = sha256(`body ${contentDigest(sample.body)}`);
      return { key, window: windowOf(endpoint, deduplication.window) };
    }
    case 'expression': {
      const value = await valueOf(deduplication, sample, endpoint, log);
      if (value === undefined) return byDefault;
      return { key: sha256(`expression ${value}`), window: windowOf(endpoint, deduplication.window) };
    }
  }
}

/** Milliseconds. A key is remembered for as long as a replayed request would pass verification. */
function windowOf({ authentication, services }: WebhookEndpoint, seconds: number | undefined): number | null {
  if (seconds === undefined) return null;
  const verification = services.webhook_event_verification;
  const accepted =
    authentication === 'signature' && verification !== undefined ? replayWindow(verification) : 0;
  return Math.max(seconds * 1000, accepted);
}

async function valueOf(
  rule: DeduplicationByExpression,
  sample: Sample,
  { tenant_id, id }: WebhookEndpoint,
  log: Log,
): Promise<string | undefined> {
  try {
    return await withTimeout(evaluateKey(rule, sample, tenant_id), EXPRESSION_TIMEOUT);
  } catch (error) {
    log.warn({ webhook: id, err: describeError(error) }, 'deduplication expression not evaluated');
    return undefined;
  }
}

/**
 * The Idempotency-Key header, with which a sender with a token can safely repeat a request. Keys of different apps are
 * separate.
 */
export function idempotencyEvidence(
  app: string,
  header: string | string[] | undefined,
): ReplayEvidence | undefined {
  if (typeof header !== 'string' || header === '') return undefined;
  return { by: 'signed id', key: sha256(`key ${app} ${header}`) };
}
