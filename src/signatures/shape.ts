/** How a sender signs. Header names are in lower case. */
export interface SignatureScheme {
  /** The header that holds the signature, or several. */
  header: string;
  algorithm: 'sha256' | 'sha1' | 'sha512';
  encoding: 'hex' | 'base64';
  /** What stands before each signature, such as `sha256=`. Among several, those without it are of another kind. */
  prefix?: string;
  /** What is signed: {body} {timestamp} {id} {method} {url}, and between them literal text, as it stands. */
  signed: string;
  /** What parts several signatures, or the elements, for which it is a comma unless it is given. */
  separator?: string;
  /** The elements that hold signatures, such as `v1`, when the header is like `t=1492774577,v1=5257a8…`. */
  element?: string;
  /** How the secret becomes the key; as text (UTF-8) unless it is given. */
  key?: 'text' | 'base64' | 'hex';
  /** What is taken off a secret that begins with it, such as `whsec_`. */
  keyPrefix?: string;
  timestamp?: {
    /** Where it is: in a header of its own, or in an element of the signature's. One of the two. */
    header?: string;
    element?: string;
    unit: 's' | 'ms';
    /** Seconds that it may be off, into the past and into the future. */
    tolerance: number;
  };
  /** By which the sender tells deliveries apart. Only `signs(scheme, 'id')` makes it the sender's word. */
  id?: { header: string };
  /** Headers by which the sender says what it is about. Unless they are in the template they are not signed. */
  about?: readonly string[];
  /** What the sender decodes in {url} before it signs, such as `%3A`, letter for letter; all else stays encoded. */
  urlDecoded?: readonly string[];
}

export interface SignedRequest {
  /** As node gives them: names in lower case, and what came twice joined with a comma and a space. */
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** As it came, byte for byte. */
  body: Buffer;
  /** In capitals, as node gives it. */
  method: string;
  /** Absolute, as the sender has addressed it, which behind a proxy is not what arrives. */
  url: string;
  /** The current one, and the previous one while both are in use. */
  secrets: readonly string[];
  /** Milliseconds since 1970. */
  now: number;
}

export type Verdict =
  | {
      valid: true;
      id: string | null;
      /**
       * SHA-256 in hex of all that the proof covers: the same whichever of the secrets it was made with, so that what
       * was signed with two of them is not two events.
       */
      covered: string;
    }
  /** A sentence for the tenant's admin, without any secret and without the signature that would have been right. */
  | { valid: false; reason: string };
