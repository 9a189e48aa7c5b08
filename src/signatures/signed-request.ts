export interface SignedRequest {
  /** As Node provides them: names in lower case, and repeated headers joined with a comma and a space. */
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The raw bytes of the body. */
  body: Buffer;
  /** In upper case, as Node provides it. */
  method: string;
  /** The absolute URL that the sender used. Behind a proxy, it is not the URL that this server sees. */
  url: string;
  /** The current secret, and the previous one while both are valid. */
  secrets: readonly string[];
  /** The certificate with which the sender authenticated to a trusted proxy, as the proxy wrote it. */
  clientCertificate?: string | undefined;
  /** Milliseconds since the Unix epoch. */
  now: number;
}

/** A value of the request that contains signatures. */
export interface SentValue {
  /** Where it is, to begin a sentence: "The header x-signature". */
  place: string;
  text: string;
}

/** What a valid signature proves. */
export interface Proof {
  id: string | null;
  /** Exactly as sent; null if the scheme has none. */
  timestamp: string | null;
  /**
   * SHA-256 in hex of everything that is signed. It does not depend on the secret, so that the same request signed with
   * two secrets is not two events.
   */
  covered: string;
}

export type Verdict =
  | ({ valid: true } & Proof)
  /** A sentence for the tenant's admin, without the secret or the expected signature. */
  | { valid: false; reason: string };
