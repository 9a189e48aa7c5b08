export interface SignedRequest {
  /** As Node provides them: names in lower case, and repeated headers joined with a comma and a space. */
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The raw bytes of the body. */
  body: Buffer;
  /** In upper case, as Node provides it. */
  method: string;
  /** The absolute URL that the sender used, which behind a proxy is not the one that arrives. */
  url: string;
  /** The current secret, and the previous one while both are valid. */
  secrets: readonly string[];
  /** Milliseconds since the Unix epoch. */
  now: number;
}

export type Verdict =
  | {
      valid: true;
      id: string | null;
      /** As it was written; null if the scheme has none. */
      timestamp: string | null;
      /**
       * SHA-256 in hex of everything that is signed. It is the same for every secret, so that a request signed with two
       * of them is not two events.
       */
      covered: string;
    }
  /** A sentence for the tenant's admin that contains no secret and not the signature that would have been right. */
  | { valid: false; reason: string };
