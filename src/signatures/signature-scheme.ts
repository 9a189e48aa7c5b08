/** How a sender signs. Header names are in lower case. */
export interface SignatureScheme {
  /** The header with the signature or signatures. */
  header: string;
  algorithm: 'sha256' | 'sha1' | 'sha512';
  encoding: 'hex' | 'base64';
  /**
   * The prefix of each signature, such as `sha256=`. Entries without it are ignored, because they are of another kind.
   */
  prefix?: string;
  /** The template of what is signed: {body} {timestamp} {id} {method} {url}, with literal text between them. */
  signed: string;
  /** The separator of signatures or elements; for elements it defaults to a comma. */
  separator?: string;
  /** The name of the elements with signatures, such as `v1`, if the header is like `t=1492774577,v1=5257a8…`. */
  element?: string;
  /** How the secret is encoded; default `text` (UTF-8). */
  key?: 'text' | 'base64' | 'hex';
  /** A prefix that is removed from the secret, such as `whsec_`. */
  keyPrefix?: string;
  timestamp?: {
    /** Its own header, or an element of the signature header. Exactly one of them is set. */
    header?: string;
    element?: string;
    unit: 's' | 'ms';
    /** Seconds that it may differ from now, in either direction. */
    tolerance: number;
  };
  /** The sender's ID of the delivery. It may be missing, unless it is signed. */
  id?: { header: string };
  /** Headers that describe the event. They are only signed if they are in the template. */
  eventHeaders?: readonly string[];
  /**
   * Escapes that the sender decodes in {url} before signing, such as `%3A`, exactly as written; all others stay
   * encoded.
   */
  urlDecoded?: readonly string[];
}
