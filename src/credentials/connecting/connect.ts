import type { ReadAction, SteppedAction, SteppedContext } from '../../actions/index.ts';
import { newToken, sha256 } from '../../crypto/index.ts';
import type { TenantDb } from '../../db/index.ts';
import { AppError, notFound } from '../../errors.ts';
import type { Input } from '../../jsonapi/index.ts';
import type { ConnectionCreate } from '../../schema/index.ts';
import {
  findCredential,
  incomplete,
  signingOf,
  type Configure,
  type Credential,
  type ReadKeySettings,
} from '../definition/index.ts';
import {
  authorizationUrlOf,
  newCodeVerifier,
  reasonOf,
  STATE_PREFIX,
  type Configuration,
  type Grant,
} from '../protocol/index.ts';
import { keptKey, withNewKey } from './attempt-key.ts';
import { findAttempt, statusAt, type ConnectionAttempt } from './attempt-store.ts';
import { complete, failAttempt } from './complete.ts';
import { keepKey, keyOf, oauth1KeyOf, type ApiKey } from './keep-key.ts';
import { startOauth1, type Oauth1Parts } from './oauth1.ts';
import { assertMayUseBrowser, assertUser, begin, newAttempt } from './start-attempt.ts';
import { startDevice } from './start-device.ts';

export interface Connect {
  /**
   * Starts connecting. With an authorization code, returns the URL to open in the browser, with a device code the code
   * to enter at the provider. With a password, client credentials or a signed JWT, connects immediately.
   */
  start: SteppedAction<Input<ConnectionCreate>, ConnectionAttempt>;
  /** The state of a connection attempt. */
  get: ReadAction<Input, ConnectionAttempt>;
}

export interface ConnectParts extends Oauth1Parts {
  configure: Configure;
  readKeySettings: ReadKeySettings;
}

export function createConnect(parts: ConnectParts): Connect {
  const { configure, secrets } = parts;

  async function startInBrowser(
    context: SteppedContext,
    credential: Credential,
    configuration: Configuration,
    returnUrl: string | null,
  ): Promise<ConnectionAttempt> {
    await assertMayUseBrowser(context, returnUrl);
    const state = newToken(STATE_PREFIX);
    const verifier = configuration.pkce ? newCodeVerifier() : null;
    const attempt = newAttempt(context, credential);
    const kept: ConnectionAttempt = {
      ...attempt,
      state_hash: sha256(state),
      code_verifier:
        verifier === null
          ? null
          : await secrets.sealCodeVerifier({ tenantId: attempt.tenant_id, id: attempt.id }, verifier),
      ...(await keptKey(secrets, attempt, configuration)),
      redirect_uri: configuration.redirectUri,
      return_url: returnUrl,
    };
    await begin(context, kept);
    return { ...kept, authorization_url: authorizationUrlOf(configuration, state, verifier) };
  }

  async function connectAtOnce(
    context: SteppedContext,
    credential: Credential,
    configuration: Configuration,
    grant: Grant,
  ): Promise<ConnectionAttempt> {
    const attempt = newAttempt(context, credential);
    await begin(context, attempt);
    return complete(parts, context, { credential, configuration, attempt, grant });
  }

  async function connectOnDevice(
    context: SteppedContext,
    credential: Credential,
    configuration: Configuration,
  ): Promise<ConnectionAttempt> {
    assertUser(context, 'device code');
    const started = newAttempt(context, credential);
    const attempt = { ...started, ...(await keptKey(secrets, started, configuration)) };
    await begin(context, attempt);
    return startDevice(parts, context, { credential, configuration, attempt });
  }

  async function connectWithKey(
    context: SteppedContext,
    credential: Credential,
    given: ApiKey,
  ): Promise<ConnectionAttempt> {
    const { settings, key } = await keySettings(context.db, credential, given);
    const attempt = newAttempt(context, credential);
    await begin(context, attempt);
    return keepKey(secrets, context, { credential, attempt, key, settings }).catch(async (error: unknown) => {
      if (error instanceof AppError) await failAttempt(context, attempt, reasonOf(error));
      throw error;
    });
  }

  /** With OAuth 1.0, the key is kept with how it signs requests. */
  async function keySettings(db: TenantDb, credential: Credential, key: ApiKey) {
    if (credential.authentication_type !== 'oauth1')
      return { settings: await parts.readKeySettings(db, credential), key };
    const settings = await parts.oauth1.forSigning(db, credential);
    return { settings, key: { ...key, oauth1: signingOf(settings) } };
  }

  return {
    start: {
      name: 'connections.create',
      permission: 'tenants.credentials.edit',
      schema: 'connection.create',
      writes: 'in steps',
      async run(context, { params, document }) {
        const credential = await findCredential(context.db, params['id']!);
        if (credential === undefined) throw notFound('credential');
        const { return_url = null, ...given } = document.data.attributes ?? {};
        const { username, password, api_key, access_token, token_secret, subject_token, actor_token } = given;
        const keys = { ...given, return_url };
        const { authentication_type: type, grant_type } = credential;
        if (type !== 'oauth2') {
          const key = type === 'oauth1' ? oauth1KeyOf(credential.grant_type, keys) : keyOf(type, keys);
          return key === undefined
            ? startOauth1(parts, context, credential, return_url)
            : connectWithKey(context, credential, key);
        }
        if (api_key !== undefined) throw notAllowed('api_key', 'api_key', credential);
        if (access_token !== undefined) throw notAllowed('access_token', 'oauth1', credential);
        if (token_secret !== undefined) throw notAllowed('token_secret', 'oauth1', credential);
        const only = (name: string, grantType: string) => assertGrantType(name, grantType, credential);
        if (return_url !== null) only('return_url', 'authorization_code');
        if (username !== undefined) only('username', 'password');
        if (password !== undefined) only('password', 'password');
        if (subject_token !== undefined) only('subject_token', 'token_exchange');
        if (actor_token !== undefined && grant_type !== 'jwt_bearer') only('actor_token', 'token_exchange');
        // The values of an account that is connected already belong to that account.
        const configured = await configure(context.db, credential, () => ({}));
        const configuration = await withNewKey(configured, parts.clock);
        if (grant_type === 'authorization_code')
          return startInBrowser(context, credential, configuration, return_url);
        if (grant_type === 'device_code') return connectOnDevice(context, credential, configuration);
        const grant =
          grant_type === 'token_exchange'
            ? subjectOf(configuration, subject_token, actor_token)
            : grant_type === 'jwt_bearer'
              ? jwtOf(configuration, actor_token)
              : grantOf(grant_type, username, password);
        return connectAtOnce(context, credential, configuration, grant);
      },
    },
    get: {
      name: 'connections.get',
      permission: 'tenants.credentials.get',
      writes: false,
      async run({ db, now }, { params }) {
        const attempt = await findAttempt(db, params['id']!, params['connection']!);
        if (attempt === undefined) throw notFound('connection');
        return statusAt(attempt, now);
      },
    },
  };
}

function notAllowed(name: string, type: string, { authentication_type }: Credential): AppError {
  return new AppError(
    'validation_failed',
    `${name} is only allowed with the authentication type ${type}. This credential uses ${authentication_type}.`,
    { source: { pointer: `/data/attributes/${name}` } },
  );
}

function grantOf(
  grantType: 'password' | 'client_credentials',
  username: string | undefined,
  password: string | undefined,
): Grant {
  if (grantType === 'client_credentials') return { grant_type: grantType };
  if (username === undefined || password === undefined) throw loginMissing();
  return { grant_type: grantType, username, password };
}

/** @throws AppError validation_failed, credential_incomplete */
function jwtOf({ settings }: Configuration, actor_token: string | undefined): Grant {
  if (actor_token === undefined) return { grant_type: 'jwt_bearer' };
  if (settings.jwt_grant?.in !== 'subject_token')
    throw new AppError(
      'validation_failed',
      'actor_token is only allowed if the JWT is exchanged: with jwt_grant.in set to subject_token. Remove it, or change the settings.',
      { source: { pointer: '/data/attributes/actor_token' } },
    );
  assertActorType(settings);
  return { grant_type: 'jwt_bearer', actor_token };
}

/**
 * Each of them is required with its token, and not allowed without (RFC 8693, 2.1).
 * @throws AppError credential_incomplete
 */
function assertActorType({ token_exchange: exchange }: Configuration['settings']): void {
  if (exchange?.actor_token_type === undefined)
    throw incomplete(['provider_settings.token_exchange.actor_token_type']);
}

/** @throws AppError validation_failed, credential_incomplete */
function subjectOf(
  { settings }: Configuration,
  subject_token: string | undefined,
  actor_token: string | undefined,
): Grant {
  if (subject_token === undefined)
    throw new AppError(
      'validation_failed',
      'The grant type token_exchange requires subject_token, the token to exchange. Send it.',
      { source: { pointer: '/data' } },
    );
  if (actor_token !== undefined) assertActorType(settings);
  return { grant_type: 'token_exchange', subject_token, actor_token: actor_token ?? null };
}

function assertGrantType(name: string, grantType: string, { grant_type }: Credential): void {
  if (grant_type === grantType) return;
  throw new AppError(
    'validation_failed',
    `${name} is only allowed with the grant type ${grantType}. This credential uses ${grant_type}.`,
    { source: { pointer: `/data/attributes/${name}` } },
  );
}

function loginMissing(): AppError {
  return new AppError(
    'validation_failed',
    'The grant type password requires username and password. Send both.',
    {
      source: { pointer: '/data' },
    },
  );
}
