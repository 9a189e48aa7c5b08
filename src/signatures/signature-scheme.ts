/** How a sender signs. Header names are in lower case. */
export interface SignatureScheme {
  /** The header with the signature or signatures. Exactly one of `header`, `pointer`, `field` and `query` is set. */
  header?: string;
  /** Another header with signatures, one of which is enough. */
  secondHeader?: string;
  /** JSON Pointer of the signature in the body. */
  pointer?: string;
  /** The form field with the signature. */
  field?: string;
  /** The query parameter with the signature. */
  query?: string;
  /** The format of a value that also contains the timestamp, such as `{timestamp}.{signature}`. */
  format?: string;
  /** Either a hash function, with the secret as the key, or a signature algorithm, with the secret as the public key. */
  algorithm: HashAlgorithm | PublicKeyAlgorithm;
  /** A hash without a key, of content that contains the secret. */
  plainHash?: boolean;
  encoding: 'hex' | 'base64' | 'base64url';
  /**
   * The prefix of each signature, such as `sha256=`. Entries without it are ignored, because they are of another kind.
   */
  prefix?: string;
  /** The template of what is signed, with literal text between its placeholders (`template.ts`). */
  signed: string;
  /** False if the sender signs neither the body nor the fields of a form. */
  bodySigned?: boolean;
  /** The separator of signatures or elements; for elements it defaults to a comma. */
  separator?: string;
  /** The name of the elements with signatures, such as `v1`, if the header is like `t=1492774577,v1=5257a8…`. */
  element?: string;
  /** How the secret is encoded; default `text` (UTF-8). Public keys have formats of their own. */
  key?: 'text' | 'base64' | 'hex';
  /** A prefix that is removed from the secret, such as `whsec_`. */
  keyPrefix?: string;
  timestamp?: {
    /** Its own header, an element of the signature header, in the body, or in the query; none of them if `format` contains it. */
    header?: string;
    element?: string;
    pointer?: string;
    /** The query parameter with it. */
    query?: string;
    unit: 's' | 'ms' | 'rfc3339';
    /** Seconds that it may differ from now, in either direction. */
    tolerance: number;
  };
  /** The sender's ID of the delivery. It may be missing, unless the template contains {id}. */
  id?: IdSource;
  /** Headers that describe the event. They are only signed if they are in the template. */
  eventHeaders?: readonly string[];
  /**
   * Escapes that the sender decodes in {url} before signing, such as `%3A`, exactly as written; all others stay
   * encoded.
   */
  urlDecoded?: readonly string[];
}

/** Where the ID of an event is: in a header, or in a JSON body. */
export type IdSource = { header: string; pointer?: never } | { pointer: string; header?: never };

export type HashAlgorithm = 'sha256' | 'sha1' | 'sha512';

export type PublicKeyAlgorithm = 'ed25519' | 'ecdsa_p256_sha256' | 'rsa_sha256';
