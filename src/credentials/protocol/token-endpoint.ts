import { OutboundError, type Outbound } from '../../http/index.ts';
import type { ConnectionReason } from '../../schema/index.ts';
import { clientRequest } from './client-request.ts';
import type { Configuration } from './configuration.ts';
import { readTokenResponse, type TokenOutcome } from './token-response.ts';

/**
 * Milliseconds. Longer than any working provider takes, because aborting a refresh that succeeds loses the grant.
 * Callers do not wait that long, only the refresh itself does. Connecting uses the default timeout, because a user is
 * waiting.
 */
export const REFRESH_TIMEOUT = 120_000;

/** Twice the size of two tokens of maximum length. Kept low because many requests may run at once. */
const MAX_BYTES = 262_144;

const REASONS: Readonly<Record<OutboundError['kind'], ConnectionReason>> = {
  not_allowed: 'url_not_allowed',
  timeout: 'provider_unavailable',
  no_such_host: 'provider_unavailable',
  certificate: 'provider_unavailable',
  unreachable: 'provider_unavailable',
  unreadable: 'answer_unusable',
};

/** The parameters of a token request, by grant type (RFC 6749, 4.1.3, 4.3.2, 4.4.2, 6). */
export type Grant =
  | { grant_type: 'authorization_code'; code: string; redirect_uri: string; code_verifier: string | null }
  | { grant_type: 'password'; username: string; password: string }
  | { grant_type: 'client_credentials' }
  | { grant_type: 'refresh_token'; refresh_token: string };

/**
 * Requests tokens. Returns provider failures instead of throwing.
 * @param timeout milliseconds; defaults to the setting
 * @param beforeSending last check once the connection is open; if it throws, nothing is sent
 */
export async function requestTokens(
  outbound: Outbound,
  configuration: Configuration,
  grant: Grant,
  timeout?: number,
  beforeSending?: () => Promise<void>,
): Promise<TokenOutcome> {
  const { client, tokenUrl, refreshUrl, tokenRequestFormat } = configuration;
  const url = grant.grant_type === 'refresh_token' ? refreshUrl : tokenUrl;
  try {
    const request = clientRequest(url, client, fieldsOf(grant, configuration), tokenRequestFormat);
    const response = await outbound.send({
      ...request,
      maxBytes: MAX_BYTES,
      keepCutOffBody: true,
      ...(timeout !== undefined && { timeout }),
      ...(beforeSending !== undefined && { beforeSending }),
    });
    const outcome = readTokenResponse(response);
    if (response.cutOff !== undefined && outcome.kind === 'unavailable') throw response.cutOff;
    return outcome;
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
