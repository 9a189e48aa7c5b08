import type { AppError } from '../../errors.ts';
import type { Reason, StoredReason, TokenOutcome } from '../protocol/index.ts';

/** The result of a refresh, for callers and metrics. */
export type RefreshOutcome =
  | { kind: 'refreshed' }
  /** Another refresh has just finished, or none was due. */
  | { kind: 'fresh' }
  /**
   * Failed for now. `retryAfter`: milliseconds. `fault`: the error in the credential's settings, if that is the cause.
   */
  | { kind: 'unavailable'; reason: StoredReason; retryAfter: number; fault?: AppError }
  /** The account must be connected again, or the credential fixed. */
  | { kind: 'refused'; reason: StoredReason };

export function refused(reason: StoredReason): RefreshOutcome {
  return { kind: 'refused', reason };
}

export const SHUTTING_DOWN: RefreshOutcome = {
  kind: 'unavailable',
  reason: { text: 'This server is shutting down. Send the request again.', code: null },
  retryAfter: 1_000,
};

/** Only suggests connecting again if the grant was lost: if the client was rejected, that would fail too. */
export function lossReason({ text, code }: Reason, interrupted: boolean): Reason {
  const before = interrupted
    ? 'A refresh was interrupted, and the provider no longer accepts the refresh token. '
    : '';
  const remedy = code === 'grant_lost' ? ' Connect the account again.' : '';
  return { text: `${before}${text}${remedy}`, code };
}

/** A further request has a new access token or another grant, so its failure ends no grant and uses up nothing. */
export function withoutLoss(outcome: TokenOutcome): TokenOutcome {
  if (outcome.kind === 'refused') return { ...outcome, endsGrant: false };
  return outcome.kind === 'unavailable' ? { ...outcome, uncertain: false } : outcome;
}

/** Such a refusal never ends a grant, however often it is repeated. */
export function isTemporary(error: string, { code }: Reason): boolean {
  return error === 'access_denied' || code === 'provider_unavailable';
}
