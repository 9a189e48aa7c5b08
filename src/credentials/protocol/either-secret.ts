import type { OutboundResponse } from '../../http/index.ts';
import type { Client, PreviousClient } from './client-request.ts';
import type { Failure } from './endpoint-response.ts';
import { readTokenResponse } from './token-response.ts';

/** What a provider's response means for the client. `refused`: it refused the client, whatever the request was. */
export type ClientVerdict = 'accepted' | 'refused' | 'unknown';

/**
 * Sends a request as a client whose secret may be being rotated. If the provider refuses the client, sends it once more
 * with the previous secret. Only then, because the first request may have used up its code or refresh token otherwise.
 */
export async function withEitherSecret<T>(
  client: Client,
  send: (client: Client, previous?: PreviousClient) => Promise<T>,
  verdictOf: (response: T) => ClientVerdict,
): Promise<T> {
  const first = await send(client);
  const { previous } = client;
  if (previous === undefined || verdictOf(first) !== 'refused') return first;
  const second = await send(previous, previous);
  const verdict = verdictOf(second);
  if (verdict === 'refused') return first;
  if (verdict === 'accepted') previous.onAccepted();
  return second;
}

/** What the outcome of a request means for the client, if it is not a failure of another kind. */
export function verdictOfOutcome(
  outcome: { kind: 'tokens' } | { kind: 'authorization' } | Failure,
): ClientVerdict {
  if (outcome.kind === 'tokens' || outcome.kind === 'authorization') return 'accepted';
  return outcome.ofClient === true ? 'refused' : 'unknown';
}

export function isSuccess({ status }: OutboundResponse): boolean {
  return status >= 200 && status < 300;
}

/** For an endpoint whose errors are those of the token endpoint (RFC 7009, 2.2.1; RFC 7662, 2.3). */
export function clientVerdictOf(response: OutboundResponse): ClientVerdict {
  return isSuccess(response) ? 'accepted' : verdictOfOutcome(readTokenResponse(response));
}
