import type { ReadAction, SteppedAction, SteppedContext } from '../../actions/index.ts';
import { newToken, sha256 } from '../../crypto/index.ts';
import { AppError, notFound } from '../../errors.ts';
import type { Input } from '../../jsonapi/index.ts';
import type { ConnectionCreate } from '../../schema/index.ts';
import { newId } from '../../system/ids.ts';
import { assertReturnUrl } from '../../tenants/index.ts';
import {
  findCredential,
  type Configure,
  type Credential,
  type ReadKeySettings,
} from '../definition/index.ts';
import {
  authorizationUrlOf,
  isUnattended,
  newCodeVerifier,
  reasonOf,
  STATE_PREFIX,
  type Configuration,
  type Grant,
  type GrantType,
} from '../protocol/index.ts';
import {
  ATTEMPT_LIFETIME,
  findAttempt,
  insertAttempt,
  statusAt,
  type ConnectionAttempt,
} from './attempt-store.ts';
import { complete, failAttempt, type CompleteParts } from './complete.ts';
import { startDevice } from './start-device.ts';
import { keepKey, keyOf, type ApiKey } from './keep-key.ts';

export interface Connect {
  /**
   * Starts connecting. With an authorization code, returns the URL to open in the browser, with a device code the code
   * to enter at the provider. With a password, client credentials or a signed JWT, connects immediately.
   */
  start: SteppedAction<Input<ConnectionCreate>, ConnectionAttempt>;
  /** The state of a connection attempt. */
  get: ReadAction<Input, ConnectionAttempt>;
}

export interface ConnectParts extends CompleteParts {
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
    assertUser(context, credential);
    if (returnUrl !== null) await assertReturnUrl(context.db, returnUrl, '/data/attributes/return_url');
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
    assertUser(context, credential);
    const attempt = newAttempt(context, credential);
    await begin(context, attempt);
    return startDevice(parts, context, { credential, configuration, attempt });
  }

  async function connectWithKey(
    context: SteppedContext,
    credential: Credential,
    key: ApiKey,
  ): Promise<ConnectionAttempt> {
    const settings = await parts.readKeySettings(context.db, credential);
    const attempt = newAttempt(context, credential);
    await begin(context, attempt);
    return keepKey(secrets, context, { credential, attempt, key, settings }).catch(async (error: unknown) => {
      if (error instanceof AppError) await failAttempt(context, attempt, reasonOf(error));
      throw error;
    });
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
        const { return_url = null, username, password, api_key } = document.data.attributes ?? {};
        if (credential.authentication_type !== 'oauth2') {
          const key = keyOf(credential.authentication_type, { return_url, username, password, api_key });
          return connectWithKey(context, credential, key);
        }
        if (api_key !== undefined) throw keyNotAllowed(credential);
        const only = (name: string, grantType: string) => assertGrantType(name, grantType, credential);
        if (return_url !== null) only('return_url', 'authorization_code');
        if (username !== undefined) only('username', 'password');
        if (password !== undefined) only('password', 'password');
        // The values of an account that is connected already belong to that account.
        const configuration = await configure(context.db, credential, () => ({}));
        const { grant_type } = credential;
        if (grant_type === 'authorization_code')
          return startInBrowser(context, credential, configuration, return_url);
        if (grant_type === 'device_code') return connectOnDevice(context, credential, configuration);
        const grant = grantOf(grant_type, username, password);
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

/** The attempt is finished with the permissions of the user who started it. @throws AppError connection_failed */
function assertUser({ actor }: SteppedContext, { grant_type }: Credential): void {
  if (actor.id !== null) return;
  const grant = grant_type === 'device_code' ? 'device code' : 'authorization code';
  throw new AppError(
    'connection_failed',
    `An app cannot connect an account with the ${grant} grant. Start the connection as a user.`,
  );
}

function keyNotAllowed({ authentication_type }: Credential): AppError {
  return new AppError(
    'validation_failed',
    `api_key is only allowed with the authentication type api_key. This credential uses ${authentication_type}.`,
    { source: { pointer: '/data/attributes/api_key' } },
  );
}

function grantOf(
  grantType: Exclude<GrantType, 'authorization_code' | 'device_code'>,
  username: string | undefined,
  password: string | undefined,
): Grant {
  if (isUnattended(grantType)) return { grant_type: grantType };
  if (username === undefined || password === undefined) throw loginMissing();
  return { grant_type: grantType, username, password };
}

function newAttempt({ actor, db, now }: SteppedContext, credential: Credential): ConnectionAttempt {
  return {
    tenant_id: db.tenantId,
    id: newId(),
    credential_id: credential.id,
    credential_version: credential.version,
    state: 'pending',
    reason: null,
    reason_code: null,
    state_hash: null,
    code_verifier: null,
    redirect_uri: null,
    return_url: null,
    device_code: null,
    expires_at: now + ATTEMPT_LIFETIME,
    version: 1,
    created_at: now,
    updated_at: now,
    created_by: actor.id,
  };
}

async function begin(context: SteppedContext, attempt: ConnectionAttempt): Promise<void> {
  await context.commit(
    (db) => insertAttempt(db, attempt),
    () => ({
      type: 'credential',
      id: attempt.credential_id,
      details: { connection: attempt.id, state: 'started' },
    }),
  );
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
