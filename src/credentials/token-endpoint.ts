import { OutboundError, type Outbound } from '../http/index.ts';
import type { ConnectionReason } from '../schema/index.ts';
import type { Configuration } from './configuration.ts';
import { readTokenAnswer, type TokenOutcome } from './token-answer.ts';
import { clientRequest } from './token-request.ts';

/**
 * Longer than any provider that works takes: whoever hangs up on a refresh that succeeds loses the grant. Callers
 * do not wait that long, only the refresh itself does. Connecting has somebody waiting, and takes the usual time.
 */
export const REFRESH_TIMEOUT = 120_000;

/** Two tokens of the longest kind, and as much again: many may be under way at once. */
const MOST_BYTES = 262_144;

const REASONS: Readonly<Record<OutboundError['kind'], ConnectionReason>> = {
  not_allowed: 'url_not_allowed',
  timeout: 'provider_unavailable',
  no_such_host: 'provider_unavailable',
  certificate: 'provider_unavailable',
  unreachable: 'provider_unavailable',
  unreadable: 'answer_unusable',
};

/** What is sent to a token endpoint, by grant (RFC 6749, 4.1.3, 4.3.2, 4.4.2, 6). */
export type Grant =
  | { grant_type: 'authorization_code'; code: string; redirect_uri: string; code_verifier: string | null }
  | { grant_type: 'password'; username: string; password: string }
  | { grant_type: 'client_credentials' }
  | { grant_type: 'refresh_token'; refresh_token: string };

/** Asks for tokens. Never throws for what the other side does. @param timeout milliseconds; the setting's if absent */
export async function requestTokens(
  outbound: Outbound,
  configuration: Configuration,
  grant: Grant,
  timeout?: number,
): Promise<TokenOutcome> {
  const { client, tokenUrl, refreshUrl, tokenRequestFormat } = configuration;
  const url = grant.grant_type === 'refresh_token' ? refreshUrl : tokenUrl;
  try {
    const request = clientRequest(url, client, fieldsOf(grant, configuration), tokenRequestFormat);
    return readTokenAnswer(
      await outbound.send({ ...request, maxBytes: MOST_BYTES, ...(timeout !== undefined && { timeout }) }),
    );
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
    const reason = { text: error.message, code: REASONS[error.kind] };
    return { kind: 'unavailable', reason, retryAfter: null, uncertain: error.maybeSent };
  }
}

function fieldsOf(grant: Grant, configuration: Configuration): Record<string, string> {
  const { scopes, scopeSeparator, tokenParams, refreshParams, refreshScope } = configuration;
  const scope = scopes.length > 0 ? { scope: scopes.join(scopeSeparator) } : {};
  switch (grant.grant_type) {
    case 'authorization_code': {
      const { code_verifier, ...fields } = grant;
      return { ...tokenParams, ...fields, ...(code_verifier !== null && { code_verifier }) };
    }
    case 'password':
    case 'client_credentials':
      return { ...tokenParams, ...scope, ...grant };
    case 'refresh_token':
      return { ...refreshParams, ...(refreshScope ? scope : {}), ...grant };
  }
}
