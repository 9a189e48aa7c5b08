import type { AppError } from '../errors.ts';
import type { KeptReason } from './reasons.ts';

/** How a refresh ended, for whoever waits for it and for the metrics. */
export type RefreshOutcome =
  | { kind: 'refreshed' }
  /** Somebody else had just done it, or nothing was due. */
  | { kind: 'fresh' }
  /** Not now. `retryAfter`: milliseconds. `fault`: what must be mended first, where it is not the provider's. */
  | { kind: 'unavailable'; reason: KeptReason; retryAfter: number; fault?: AppError }
  /** The account must be connected again, or the credential repaired. */
  | { kind: 'refused'; reason: KeptReason };
