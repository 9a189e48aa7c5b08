import type { X509Certificate } from 'node:crypto';
import type { KeySet } from '../crypto/index.ts';

/** Provides the keys that senders publish. The caller of `checkSender` decides how they are requested and kept. */
export interface KeySource {
  /**
   * The key set (RFC 7517) at a URL.
   * @param refresh that a key is missing from the set that was returned before
   * @throws VerificationError if it cannot be fetched
   */
  keySet(url: string, refresh?: boolean): Promise<KeySet>;
  /** The certificate (PEM) at a URL. @throws VerificationError if it cannot be fetched */
  certificate(url: string): Promise<X509Certificate>;
}
