/** An outbound request got no usable response. The message is safe to show to people: it contains no secrets. */
export class OutboundError extends Error {
  override readonly name = 'OutboundError';
  readonly kind:
    | 'not_allowed'
    | 'timeout'
    | 'no_such_host'
    | 'certificate'
    /** The other side refused the client certificate. */
    | 'client_certificate'
    /** The other side requires a client certificate, and none was sent. */
    | 'certificate_required'
    | 'unreachable'
    | 'unreadable';
  /** False only if the other side cannot have seen the request. */
  readonly maybeSent: boolean;

  constructor(kind: OutboundError['kind'], message: string, maybeSent: boolean) {
    super(message);
    this.kind = kind;
    this.maybeSent = maybeSent;
  }
}
