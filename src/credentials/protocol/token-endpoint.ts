import type { Outbound, OutboundRequest } from '../../http/index.ts';
import type { ProviderSettings } from '../../schema/index.ts';
import { clientRequest, type Fields, type PreviousClient } from './client-request.ts';
import { scopeOf, type Configuration, type Params } from './configuration.ts';
import { verdictOfOutcome, withEitherSecret, type ClientVerdict } from './either-secret.ts';
import { sendWithProof } from './dpop-request.ts';
import { unreachable } from './endpoint-response.ts';
import { ownRequest, secondRequest } from './exchange-request.ts';
import {
  exchangeFields,
  exchangeOf,
  exchangeScopeOf,
  withExchanged,
  type SubjectTokens,
} from './token-exchange.ts';
import { isSelfIssued, selfIssued } from './self-issued.ts';
import { readTokenResponse, type TokenOutcome, type Tokens } from './token-response.ts';

/**
 * Milliseconds. Longer than any working provider takes, because aborting a refresh that succeeds loses the grant.
 * Callers do not wait that long, only the refresh itself does. Connecting uses the default timeout, because a user is
 * waiting.
 */
export const REFRESH_TIMEOUT = 120_000;

/** Twice the size of two tokens of maximum length. Kept low because many requests may run at once. */
const MAX_BYTES = 262_144;

const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code';

/** RFC 7523, 2.1. */
const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/**
 * The parameters of a token request, by grant type (RFC 6749, 4.1.3, 4.3.2, 4.4.2, 6; RFC 7523, 2.1; RFC 8628, 3.4; RFC
 * 8693, 2.1).
 */
export type Grant =
  | { grant_type: 'authorization_code'; code: string; redirect_uri: string; code_verifier: string | null }
  | { grant_type: 'device_code'; device_code: string }
  | { grant_type: 'password'; username: string; password: string }
  | { grant_type: 'client_credentials' }
  /** The JWT is signed for each request. If it is exchanged (RFC 8693), an actor token can be sent with it. */
  | { grant_type: 'jwt_bearer'; actor_token?: string }
  | ({ grant_type: 'token_exchange' } & SubjectTokens)
  | { grant_type: 'refresh_token'; refresh_token: string }
  /** A second request, which exchanges an access token for another one: as in RFC 8693, or as only the provider does. */
  | { grant_type: 'access_token'; access_token: string; purpose: 'exchange' | 'refresh' };

/**
 * Requests tokens, with the previous client secret if the provider refuses the current one. Returns provider failures
 * instead of throwing. If the access token is a JWT of the client itself, there is no request.
 * @param timeout milliseconds for each request; defaults to the setting
 * @param beforeSending last check before each request, once the connection is open; if it throws, nothing is sent
 */
export async function requestTokens(
  outbound: Outbound,
  configuration: Configuration,
  grant: Grant,
  timeout?: number,
  beforeSending?: () => Promise<void>,
): Promise<TokenOutcome> {
  if (isSelfIssued(configuration)) {
    await beforeSending?.();
    return selfIssued(configuration);
  }
  return withEitherSecret(
    configuration.client,
    (client, previous) => {
      const as = previous === undefined ? configuration : asPrevious(configuration, previous);
      return requestOnce(outbound, { ...as, client }, grant, timeout, beforeSending);
    },
    (outcome) => verdictOf(outcome, grant),
  );
}

function asPrevious(
  { signJwtGrant: _, ...configuration }: Configuration,
  { signJwtGrant }: PreviousClient,
): Configuration {
  return { ...configuration, ...(signJwtGrant !== undefined && { signJwtGrant }) };
}

/** A JWT that is refused as a grant was signed with another key (RFC 7523, 3.1), and none is used up. */
function verdictOf(outcome: TokenOutcome, { grant_type }: Grant): ClientVerdict {
  const isJwt = grant_type === 'jwt_bearer' && outcome.kind === 'refused';
  return isJwt && outcome.error === 'invalid_grant' ? 'refused' : verdictOfOutcome(outcome);
}

async function requestOnce(
  outbound: Outbound,
  configuration: Configuration,
  grant: Grant,
  timeout: number | undefined,
  beforeSending: (() => Promise<void>) | undefined,
): Promise<TokenOutcome> {
  try {
    const request = await requestFor(grant, configuration);
    const { dpop } = configuration;
    const isOwn = grant.grant_type === 'access_token' && exchangeOf(configuration) === 'own';
    const response = await sendWithProof(outbound, isOwn ? undefined : dpop, {
      ...request,
      maxBytes: MAX_BYTES,
      keepCutOffBody: true,
      ...(timeout !== undefined && { timeout }),
      ...(beforeSending !== undefined && { beforeSending }),
    });
    const outcome = readTokenResponse(
      response,
      settingsFor(grant, configuration),
      grant.grant_type === 'refresh_token',
    );
    if (response.cutOff !== undefined && outcome.kind === 'unavailable') throw response.cutOff;
    return withSpent(outcome, grant);
  } catch (error) {
    return unreachable(error);
  }
}

/** The tokens of a grant that were entered, and are needed for the next request. A JWT is signed for each request. */
export function subjectIn(grant: Grant): SubjectTokens | null {
  if (grant.grant_type === 'jwt_bearer')
    return grant.actor_token === undefined ? null : { subject_token: '', actor_token: grant.actor_token };
  if (grant.grant_type !== 'token_exchange') return null;
  const { subject_token, actor_token } = grant;
  return { subject_token, actor_token };
}

/** The provider may repeat the tokens that it exchanged, which are not returned to callers. */
function withSpent(outcome: TokenOutcome, grant: Grant): TokenOutcome {
  const subject = subjectIn(grant);
  if (outcome.kind !== 'tokens' || subject === null) return outcome;
  const spent = [subject.subject_token, subject.actor_token ?? ''].filter((token) => token !== '');
  return { ...outcome, tokens: { ...outcome.tokens, spent } };
}

async function requestFor(grant: Grant, configuration: Configuration): Promise<OutboundRequest> {
  const { client, style, tokenUrl, refreshUrl } = configuration;
  if (grant.grant_type === 'access_token')
    return exchangeOf(configuration) === 'standard'
      ? secondRequest(grant.access_token, configuration)
      : ownRequest(grant, configuration);
  if (grant.grant_type === 'jwt_bearer') return jwtGrantRequest(configuration, grant.actor_token ?? null);
  const isRefresh = grant.grant_type === 'refresh_token';
  const params = isRefresh ? configuration.refreshParams : configuration.tokenParams;
  const omitted = omittedIn(params);
  const fields = fieldsOf(grant, configuration);
  return clientRequest(isRefresh ? refreshUrl : tokenUrl, client, fields, { ...style, omitted });
}

/**
 * The JWT is among the fields, the subject token of an exchange or, as a deviation from RFC 7523, the bearer token of the
 * request.
 */
async function jwtGrantRequest(
  configuration: Configuration,
  actor_token: string | null,
): Promise<OutboundRequest> {
  const { client, style, tokenUrl, tokenParams, settings, signJwtGrant } = configuration;
  const { in: place = 'body', scope: scopeIn = 'parameter' } = settings.jwt_grant ?? {};
  const jwt = await signJwtGrant!();
  const scope = scopeIn === 'parameter' ? scopeOf(configuration) : undefined;
  const standard =
    place === 'subject_token'
      ? exchangeFields(settings.token_exchange ?? {}, { subject_token: jwt, actor_token }, scope)
      : {
          ...(scope !== undefined && { scope }),
          ...(place === 'body' && { grant_type: settings.token_grant_type ?? JWT_BEARER, assertion: jwt }),
        };
  const headers =
    place === 'authorization' ? { ...style.headers, authorization: `Bearer ${jwt}` } : style.headers;
  const omitted = omittedIn(tokenParams);
  return clientRequest(tokenUrl, client, withParams(standard, tokenParams), { ...style, headers, omitted });
}

function omittedIn(params: Params): string[] {
  return Object.keys(params).filter((name) => params[name] === null);
}

function scopeField(configuration: Configuration): { scope?: string } {
  const scope = scopeOf(configuration);
  return scope === undefined ? {} : { scope };
}

/** The response of an exchange is not that of the token endpoint, so its values are in the standard places. */
function settingsFor({ grant_type }: Grant, { settings }: Configuration): ProviderSettings {
  return grant_type === 'access_token' ? { ...settings, token_response: {} } : settings;
}

type OauthGrant = Exclude<Grant, { grant_type: 'access_token' | 'jwt_bearer' }>;

function fieldsOf(grant: OauthGrant, configuration: Configuration): Fields {
  const { tokenParams, refreshParams, settings } = configuration;
  const scope = scopeField(configuration);
  switch (grant.grant_type) {
    case 'authorization_code': {
      const { code_verifier, ...fields } = grant;
      return withParams({ ...fields, ...(code_verifier !== null && { code_verifier }) }, tokenParams);
    }
    case 'device_code':
      return withParams({ ...grant, grant_type: DEVICE_CODE }, tokenParams);
    case 'password':
    case 'client_credentials': {
      const grant_type = settings.token_grant_type ?? grant.grant_type;
      return withParams({ ...scope, ...grant, grant_type }, tokenParams);
    }
    case 'token_exchange': {
      const { grant_type: _, ...subject } = grant;
      const fields = exchangeFields(settings.token_exchange ?? {}, subject, exchangeScopeOf(configuration));
      return withParams(fields, tokenParams);
    }
    case 'refresh_token':
      return withParams({ ...(settings.refresh_scope === true ? scope : {}), ...grant }, refreshParams);
  }
}

/**
 * Exchanges the access token of a token response for the one that callers get, if the settings say so. Returns provider
 * failures instead of throwing.
 */
export async function exchangeTokens(
  outbound: Outbound,
  configuration: Configuration,
  first: Tokens,
  timeout?: number,
  beforeSending?: () => Promise<void>,
): Promise<TokenOutcome> {
  const kind = exchangeOf(configuration);
  if (kind !== 'standard' && kind !== 'own') return { kind: 'tokens', tokens: first };
  const { access_token } = first;
  const grant = { grant_type: 'access_token', access_token, purpose: 'exchange' } as const;
  const outcome = await requestTokens(outbound, configuration, grant, timeout, beforeSending);
  return outcome.kind === 'tokens'
    ? { ...outcome, tokens: withExchanged(configuration, first, outcome.tokens) }
    : outcome;
}

/** Adds the provider's own parameters. One that is null leaves out the standard parameter of that name. */
export function withParams(standard: Fields, params: Params): Fields {
  const omitted = (name: string) => Object.hasOwn(params, name) && params[name] === null;
  const own = Object.entries(params).filter((entry): entry is [string, string] => entry[1] !== null);
  const kept = Object.entries(standard).filter(([name]) => !omitted(name));
  return Object.fromEntries([...own, ...kept]);
}
