import type { SignedRequest, Verification } from '../../../signatures/index.ts';

/** What is sent back, with status 200. */
export interface HandshakeAnswer {
  contentType: string;
  body: string;
}

/** All that is looked at before anything is proven. */
export interface UnprovenRequest {
  /** In capitals, as node gives it. */
  method: string;
  /** Of the address, decoded as forms are. */
  query: URLSearchParams;
}

/**
 * One third party's question, asked of a webhook when it is registered there. What asks it, but not in the way the
 * third party does, is refused, so that no handshake is ever kept as an event.
 * @returns undefined when the request is no such question
 * @throws AppError unauthenticated
 */
export type UnprovenHandshake = (
  verification: Verification,
  request: UnprovenRequest,
) => HandshakeAnswer | undefined;

/** As `UnprovenHandshake`, of a request that `checkSender` has let pass. */
export type ProvenHandshake = (
  verification: Verification,
  request: SignedRequest,
) => HandshakeAnswer | undefined;

/** The handshake as text, which no browser takes for anything else. */
export function asText(body: string): HandshakeAnswer {
  return { contentType: 'text/plain; charset=utf-8', body };
}
