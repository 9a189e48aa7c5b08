/** A call to a third party that brought no answer. The message is meant for people and holds nothing secret. */
export class OutboundError extends Error {
  override readonly name = 'OutboundError';
  readonly kind: 'not_allowed' | 'timeout' | 'no_such_host' | 'certificate' | 'unreachable' | 'unreadable';
  /** False only when the other side surely has not seen the request. */
  readonly maybeSent: boolean;

  constructor(kind: OutboundError['kind'], message: string, maybeSent: boolean) {
    super(message);
    this.kind = kind;
    this.maybeSent = maybeSent;
  }
}
