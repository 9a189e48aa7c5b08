import type { IncomingHttpHeaders } from 'node:http';
import type { SignedRequest, Verification } from '../../../signatures/index.ts';

/** The response, with status 200. */
export interface HandshakeAnswer {
  contentType: string;
  body: string;
  headers?: Readonly<Record<string, string>>;
}

/** The parts of a request that are used before it is verified. */
export interface UnverifiedRequest {
  /** In upper case. */
  method: string;
  /** The form-decoded query of the URL. */
  query: URLSearchParams;
}

/**
 * The handshake of one provider when a webhook is registered there. Handshakes in a form that the provider does not
 * send are rejected, so that none is stored as an event.
 * @returns undefined if the request is not this handshake
 * @throws AppError unauthenticated
 */
export type UnverifiedHandshake = (
  verification: Verification,
  request: UnverifiedRequest,
) => HandshakeAnswer | undefined;

/** `UnverifiedHandshake` for a request that `checkSender` accepted. */
export type VerifiedHandshake = (
  verification: Verification,
  request: SignedRequest,
) => HandshakeAnswer | undefined;

/** A request of which only the body has not been read yet. */
export interface BodylessRequest extends UnverifiedRequest {
  headers: IncomingHttpHeaders;
}

/** A request whose body has been read. */
export type RequestWithBody = Pick<SignedRequest, 'method' | 'headers' | 'body'>;

/** The handshake that a webhook declares; `UnverifiedHandshake` otherwise. */
export type DeclaredHandshake<Declared> = (
  handshake: Declared,
  request: BodylessRequest,
) => HandshakeAnswer | undefined;

/** Plain text, so that browsers do not interpret it as anything else. */
export function asText(body: string): HandshakeAnswer {
  return { contentType: 'text/plain; charset=utf-8', body };
}
