import { sha256 } from '../crypto/index.ts';
import { verifyClientState } from './client-state.ts';
import { contentDigest } from './content-digest.ts';
import { verify } from './hmac.ts';
import type { SignatureScheme } from './signature-scheme.ts';
import type { SignedRequest, Verdict } from './signed-request.ts';
import { signs } from './template.ts';
import { schemeOf, type Verification } from './verification.ts';

/**
 * How a replayed request is recognized. The key is null if only the body could identify the request, because senders
 * may send the same body twice.
 */
export interface ReplayEvidence {
  key: string | null;
  /** `signed id`: only the sender can make a replay look like another request. */
  by: 'signed id' | 'id' | 'timestamp' | null;
}

export type Checked = (Verdict & { valid: false }) | (Verdict & { valid: true; replay: ReplayEvidence });

/** @returns whether a request comes from the declared sender, and how a replay of it would be recognized */
export function checkSender(verification: Verification, request: SignedRequest): Checked {
  const scheme = schemeOf(verification);
  const verdict = scheme === undefined ? verifyClientState(request) : verify(scheme, request);
  return verdict.valid ? { ...verdict, replay: evidenceOf(scheme, verdict, request) } : verdict;
}

/** Milliseconds for which a recorded request would be accepted again; 0 if the sender signs no timestamp. */
export function replayWindow(verification: Verification): number {
  const scheme = schemeOf(verification);
  const tolerance = scheme !== undefined && signs(scheme, 'timestamp') ? scheme.timestamp!.tolerance : 0;
  return 2000 * tolerance;
}

/**
 * Prefers the sender's ID: requests with different IDs are different events, however similar. An unsigned ID only
 * counts together with the body. Otherwise, anyone who has recorded a request could use up the IDs of other requests.
 */
function evidenceOf(
  scheme: SignatureScheme | undefined,
  { id, timestamp, covered }: Verdict & { valid: true },
  { body }: SignedRequest,
): ReplayEvidence {
  if (scheme !== undefined && signs(scheme, 'id')) return { by: 'signed id', key: sha256(`id ${id}`) };
  if (id !== null) return { by: 'id', key: sha256(`id ${id} ${contentDigest(body)}`) };
  if (timestamp === null) return { by: null, key: null };
  const isSigned = signs(scheme!, 'timestamp');
  return { by: 'timestamp', key: sha256(isSigned ? `covered ${covered}` : `at ${timestamp} ${covered}`) };
}
