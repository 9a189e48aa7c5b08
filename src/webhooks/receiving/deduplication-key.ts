import { sha256 } from '../../crypto/index.ts';
import { replayWindow, contentDigest, type ReplayEvidence } from '../../signatures/index.ts';
import type { WebhookEndpoint } from './endpoint-read.ts';

/** Identifies the event of a request: a later request with the same key is a duplicate. */
export interface DeduplicationKey {
  key: string | null;
  /** Milliseconds after which a request with the same key is a new event; null: never. */
  window: number | null;
}

const NO_EVIDENCE: ReplayEvidence = { by: null, key: null };

/**
 * How a repeated request is detected: by an ID that the sender signed; otherwise by the body if the webhook's
 * `deduplication` is set; otherwise by the evidence in the request.
 * @param evidence from verifying the signature, or from the Idempotency-Key of a sender with a token
 */
export function deduplicationKeyOf(
  { deduplication, authentication, services }: WebhookEndpoint,
  body: Buffer,
  evidence: ReplayEvidence = NO_EVIDENCE,
): DeduplicationKey {
  if (deduplication === null || evidence.by === 'signed id') return { key: evidence.key, window: null };
  const verification = services.webhook_event_verification;
  // The body must be remembered for as long as a replayed request would pass verification.
  const accepted =
    authentication === 'signature' && verification !== undefined ? replayWindow(verification) : 0;
  return {
    key: sha256(`body ${contentDigest(body)}`),
    window: Math.max(deduplication.window * 1000, accepted),
  };
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
