import type { ReadAction, SteppedAction, SteppedContext } from '../actions/index.ts';
import { newToken, sha256 } from '../crypto/index.ts';
import { AppError, notFound } from '../errors.ts';
import type { Input } from '../jsonapi/index.ts';
import type { ConnectionCreate } from '../schema/index.ts';
import { newId } from '../system/ids.ts';
import { assertReturnUrl } from '../tenants/index.ts';
import { ATTEMPT_LIFE, findAttempt, insertAttempt, type Attempt } from './attempts.ts';
import { authorizationUrlOf, newCodeVerifier, STATE_PREFIX } from './authorization-url.ts';
import { complete, type CompleteParts } from './complete.ts';
import type { Configuration, Configure } from './configuration.ts';
import { findCredential, type Credential } from './store.ts';
import type { Grant } from './token-endpoint.ts';

export interface Connect {
  /** By authorization code: where the browser is to go. By password or client credentials: at once. */
  start: SteppedAction<Input<ConnectionCreate>, Attempt>;
  /** How an attempt went. */
  get: ReadAction<Input, Attempt>;
}

export interface ConnectParts extends CompleteParts {
  configure: Configure;
}

export function createConnect(parts: ConnectParts): Connect {
  const { configure, secrets } = parts;

  async function startInBrowser(
    context: SteppedContext,
    credential: Credential,
    configuration: Configuration,
    returnUrl: string | null,
  ): Promise<Attempt> {
    // The browser that comes back acts as whoever has sent it.
    if (context.actor.id === null)
      throw new AppError('connection_failed', 'A person must connect this account: no app can by itself.');
    if (returnUrl !== null) await assertReturnUrl(context.db, returnUrl, '/data/attributes/return_url');
    const state = newToken(STATE_PREFIX);
    const verifier = configuration.pkce ? newCodeVerifier() : null;
    const attempt = newAttempt(context, credential);
    const kept: Attempt = {
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
  ): Promise<Attempt> {
    const attempt = newAttempt(context, credential);
    await begin(context, attempt);
    return complete(parts, context, { credential, configuration, attempt, grant });
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
        const { return_url = null, username, password } = document.data.attributes ?? {};
        const only = (name: string, grantType: string) => onlyFor(name, grantType, credential);
        if (return_url !== null) only('return_url', 'authorization_code');
        if (username !== undefined) only('username', 'password');
        if (password !== undefined) only('password', 'password');
        const configuration = await configure(context.db, credential);
        switch (credential.grant_type) {
          case 'authorization_code':
            return startInBrowser(context, credential, configuration, return_url);
          case 'client_credentials':
            return connectAtOnce(context, credential, configuration, { grant_type: 'client_credentials' });
          case 'password': {
            if (username === undefined || password === undefined) throw personMissing();
            return connectAtOnce(context, credential, configuration, {
              grant_type: 'password',
              username,
              password,
            });
          }
        }
      },
    },
    get: {
      name: 'connections.get',
      permission: 'tenants.credentials.get',
      writes: false,
      async run({ db }, { params }) {
        const attempt = await findAttempt(db, params['id']!, params['connection']!);
        if (attempt === undefined) throw notFound('connection');
        return attempt;
      },
    },
  };
}

function newAttempt({ actor, db, now }: SteppedContext, credential: Credential): Attempt {
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
    expires_at: now + ATTEMPT_LIFE,
    version: 1,
    created_at: now,
    updated_at: now,
    created_by: actor.id,
  };
}

async function begin(context: SteppedContext, attempt: Attempt): Promise<void> {
  await context.commit(
    (db) => insertAttempt(db, attempt),
    () => ({
      type: 'credential',
      id: attempt.credential_id,
      details: { connection: attempt.id, state: 'started' },
    }),
  );
}

function onlyFor(name: string, grantType: string, { grant_type }: Credential): void {
  if (grant_type === grantType) return;
  throw new AppError(
    'validation_failed',
    `${name} goes with the grant type ${grantType}; this credential has ${grant_type}.`,
    { source: { pointer: `/data/attributes/${name}` } },
  );
}

function personMissing(): AppError {
  return new AppError('validation_failed', 'The grant type password takes a username and a password.', {
    source: { pointer: '/data' },
  });
}
