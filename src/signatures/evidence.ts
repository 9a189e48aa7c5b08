import { sha256 } from '../crypto/index.ts';
import { contentDigest } from './content-digest.ts';
import type { SignatureScheme } from './signature-scheme.ts';
import type { Proof } from './signed-request.ts';
import { signs } from './template.ts';

/**
 * How a replayed request is recognized. The key is null if only the body could identify the request, because senders
 * may send the same body twice.
 */
export interface ReplayEvidence {
  key: string | null;
  /** `signed id`: only the sender can make a replay look like another request. */
  by: 'signed id' | 'id' | 'timestamp' | null;
}

/** Evidence by an ID that the sender signed. */
export function signedIdEvidence(id: string): ReplayEvidence {
  return { by: 'signed id', key: sha256(`id ${id}`) };
}

/**
 * Evidence of a request in which nothing is signed but perhaps the body. An unsigned ID only counts together with the
 * body. Otherwise, anyone who has recorded a request could use up the IDs of other requests.
 */
export function unsignedEvidence(id: string | null, body: Buffer): ReplayEvidence {
  return id === null ? { by: null, key: null } : { by: 'id', key: sha256(`id ${id} ${contentDigest(body)}`) };
}

/** Evidence by everything that the sender signed, including the time. */
export function timeEvidence(covered: string): ReplayEvidence {
  return { by: 'timestamp', key: sha256(`covered ${covered}`) };
}

/** Prefers the sender's ID: requests with different IDs are different events, however similar. */
export function signedEvidence(
  scheme: SignatureScheme,
  { id, timestamp, covered }: Proof,
  body: Buffer,
): ReplayEvidence {
  if (id !== null && signs(scheme, 'id')) return signedIdEvidence(id);
  if (id !== null || timestamp === null) return unsignedEvidence(id, body);
  const content = scheme.bodySigned === false ? `${covered} ${contentDigest(body)}` : covered;
  if (signs(scheme, 'timestamp')) return timeEvidence(content);
  return { by: 'timestamp', key: sha256(`at ${timestamp} ${content}`) };
}
