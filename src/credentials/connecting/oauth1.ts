import type { SteppedContext } from '../../actions/index.ts';
import { constantTimeIncludes, newToken, sha256 } from '../../crypto/index.ts';
import { AppError } from '../../errors.ts';
import { mapUserId } from '../config-services/index.ts';
import type { Credential, Oauth1Reader } from '../definition/index.ts';
import { signingOf } from '../definition/index.ts';
import {
  oauth1AuthorizationUrl,
  providerErrorText,
  publicExtra,
  reasonOf,
  reasonOfProblem,
  requestOauth1Token,
  requestTemporaryCredentials,
  STATE_PREFIX,
  valuesOf,
  type Oauth1Credentials,
  type Reason,
} from '../protocol/index.ts';
import { accountValuesIn, own, type RedirectQuery } from './account-values.ts';
import type { ConnectionAttempt } from './attempt-store.ts';
import { asAppError, failAttempt, type CompleteParts } from './complete.ts';
import { keepKey } from './keep-key.ts';
import { assertMayUseBrowser, begin, newAttempt } from './start-attempt.ts';

export interface Oauth1Parts extends CompleteParts {
  oauth1: Oauth1Reader;
}

/**
 * Starts connecting with OAuth 1.0: requests temporary credentials and keeps them, encrypted, with the attempt
 * (RFC 5849, 2.1 and 2.2). OAuth 1.0 has no state parameter, so the callback contains it.
 * @throws AppError connection_failed, provider_unavailable, return_url_not_allowed, and those of the settings
 */
export async function startOauth1(
  parts: Oauth1Parts,
  context: SteppedContext,
  credential: Credential,
  returnUrl: string | null,
): Promise<ConnectionAttempt> {
  await assertMayUseBrowser(context, returnUrl);
  const configuration = await parts.oauth1.forConnecting(context.db, credential);
  const attempt = newAttempt(context, credential);
  const state = newToken(STATE_PREFIX);
  const temporary = await requestTemporaryCredentials(parts, configuration, state).catch(
    async (error: unknown) => {
      await begin(context, attempt);
      if (error instanceof AppError) await failAttempt(context, attempt, reasonOf(error));
      throw error;
    },
  );
  const { token, token_secret } = temporary;
  const key = { tenantId: attempt.tenant_id, id: attempt.id };
  const kept: ConnectionAttempt = {
    ...attempt,
    state_hash: sha256(state),
    code_verifier: await parts.secrets.sealTemporary(key, { token, token_secret }),
    redirect_uri: configuration.redirectUri,
    return_url: returnUrl,
  };
  await begin(context, kept);
  return { ...kept, authorization_url: oauth1AuthorizationUrl(configuration, token) };
}

const FORGED: Reason = {
  text: 'The oauth_token in the redirect is not the one that this connection was started with. Connect the account again.',
  code: 'redirect_not_authentic',
};
const VERIFIER_MISSING: Reason = {
  text: 'The provider redirected back without oauth_verifier. Connect the account again.',
  code: 'provider_refused',
};

/**
 * Finishes an attempt after the provider's redirect: exchanges the temporary credentials for a token (RFC 5849, 2.3).
 * @param attempt used, so that nobody else can finish it
 * @throws AppError connection_failed, provider_unavailable, user_id_mapping_failed, conflict, and those of the settings
 */
export async function finishOauth1(
  parts: Oauth1Parts,
  context: SteppedContext,
  {
    credential,
    attempt,
    query,
  }: { credential: Credential; attempt: ConnectionAttempt; query: RedirectQuery },
): Promise<ConnectionAttempt> {
  const denial = denialIn(query);
  if (denial !== undefined) return failAttempt(context, attempt, denial);
  const key = { tenantId: attempt.tenant_id, id: attempt.id };
  const temporary = await parts.secrets.openTemporary(key, attempt.code_verifier!);
  if (!constantTimeIncludes([temporary.token], own(query, 'oauth_token')))
    return failAttempt(context, attempt, FORGED);
  const verifier = own(query, 'oauth_verifier') ?? '';
  if (verifier === '') return failAttempt(context, attempt, VERIFIER_MISSING);
  const configuration = await parts.oauth1.forConnecting(context.db, credential);
  const issued = await requestOauth1Token(parts, configuration, temporary, verifier);
  return keepToken(parts, context, { credential, attempt, query, issued });
}

/** Providers have different names for a denial, which the standard does not define. */
function denialIn(query: RedirectQuery): Reason | undefined {
  const problem = own(query, 'oauth_problem');
  if (own(query, 'denied') === undefined && problem === undefined) return undefined;
  const code = problem === undefined ? 'access_denied' : reasonOfProblem(problem);
  const named = problem === undefined ? '' : ` ("${providerErrorText(problem, undefined)}")`;
  return code === 'access_denied'
    ? { text: `Access was denied at the provider${named}. Connect the account again and allow access.`, code }
    : { text: `The provider returned an error${named}. Connect the account again.`, code };
}

async function keepToken(
  parts: Oauth1Parts,
  context: SteppedContext,
  job: {
    credential: Credential;
    attempt: ConnectionAttempt;
    query: RedirectQuery;
    issued: Oauth1Credentials;
  },
): Promise<ConnectionAttempt> {
  const { credential, attempt, query, issued } = job;
  const settings = await parts.oauth1.forSigning(context.db, credential);
  const { token, token_secret, others } = issued;
  const secrets = [token, token_secret, settings.client.client_secret].filter((secret) => secret !== '');
  const extra = publicExtra(others, secrets);
  const isSecret = (value: string) => secrets.some((secret) => value.includes(secret));
  const account = {
    ...accountValuesIn(query, settings.callbackValues),
    ...valuesOf(others, settings.responseValues, isSecret),
  };
  const external_user_id = await mapUserId(credential.config_services.user_id_mapper, {
    tokens: { access_token: token, token_type: 'oauth1', response: extra },
    documented: settings.userIdExpression,
    endpoints: {},
    outbound: parts.outbound,
    tenantId: credential.tenant_id,
  }).catch((error: unknown) => {
    throw asAppError(error);
  });
  const signing = signingOf(settings);
  const kept = { access_token: token, token_type: 'oauth1', token_secret, oauth1: signing } as const;
  return keepKey(parts.secrets, context, {
    credential,
    attempt,
    key: kept,
    settings,
    extra,
    account,
    external_user_id,
  });
}
