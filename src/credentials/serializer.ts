import type { ResourceView } from '../jsonapi/index.ts';
import { toRfc3339 } from '../system/clock.ts';
import { tidingsOf, type Attempt } from './attempts.ts';
import type { CredentialTest } from './credential-test.ts';
import type { LiveToken } from './hand-out.ts';
import type { Credential } from './store.ts';

const ATTRIBUTES = [
  'name',
  'description',
  'grant_type',
  'client_id',
  'base_uri',
  'authorization_url',
  'token_url',
  'redirect_uri',
  'revocation_url',
  'introspection_url',
  'userinfo_url',
  'jwks_url',
  'issuer',
  'scopes',
  'scope_separator',
  'authorization_params',
  'token_params',
  'parameters',
  'client_authentication',
  'pkce',
  'non_expiring_tokens',
  'config_services',
] as const;

const RELATIONSHIPS = ['component', 'provider', 'oauth_client', 'connected_by', 'created_by'];

/** Never a secret: the client secret is only ever written, tokens go out through `hand-out.ts` alone. */
export const credentialView: ResourceView<Credential> = {
  type: 'credential',
  id: (credential) => credential.id,
  path: (credential) => `/v2/tenants/${credential.tenant_id}/credentials/${credential.id}`,
  version: (credential) => credential.version,
  attributes: (credential) => {
    const { connection } = credential;
    return {
      ...Object.fromEntries(ATTRIBUTES.map((name) => [name, credential[name]])),
      authentication_type: 'oauth2',
      response_type: 'code',
      has_client_secret: credential.sealed_secret !== null,
      state: connection.state,
      state_reason: connection.state_reason,
      state_reason_code: connection.state_reason_code,
      external_user_id: connection.external_user_id,
      granted_scopes: connection.scopes,
      obtained_at: timeOrNull(connection.obtained_at),
      expires_at: timeOrNull(connection.expires_at),
      next_refresh_at: timeOrNull(connection.retry_at),
      connected_at: timeOrNull(connection.connected_at),
      created_at: toRfc3339(credential.created_at),
      updated_at: toRfc3339(credential.updated_at),
    };
  },
  relationships: (credential) => ({
    component: reference('component', credential.component_id),
    provider: reference('provider', credential.provider),
    oauth_client: reference('oauth-client', credential.oauth_client_id),
    connected_by: reference('user', credential.connection.connected_by),
    created_by: reference('user', credential.created_by),
  }),
  relationshipNames: RELATIONSHIPS,
  members: [
    ...ATTRIBUTES,
    'authentication_type',
    'response_type',
    'has_client_secret',
    'state',
    'state_reason',
    'state_reason_code',
    'external_user_id',
    'granted_scopes',
    'obtained_at',
    'expires_at',
    'next_refresh_at',
    'connected_at',
    'created_at',
    'updated_at',
    ...RELATIONSHIPS,
  ],
};

export const credentialTestView: ResourceView<CredentialTest> = {
  type: 'credential-test',
  id: ({ id }) => id,
  version: () => 1,
  attributes: ({ user_id, reason }) => ({ user_id, reason }),
  relationships: ({ credential_id }) => ({ credential: { type: 'credential', id: credential_id } }),
  relationshipNames: ['credential'],
  members: ['user_id', 'reason', 'credential'],
};

export const connectionView: ResourceView<Attempt> = {
  type: 'connection',
  id: (attempt) => attempt.id,
  path: (attempt) =>
    `/v2/tenants/${attempt.tenant_id}/credentials/${attempt.credential_id}/connections/${attempt.id}`,
  version: (attempt) => attempt.version,
  attributes: (attempt) => ({
    ...tidingsOf(attempt, Date.now()),
    authorization_url: attempt.authorization_url,
    return_url: attempt.return_url,
    expires_at: toRfc3339(attempt.expires_at),
    created_at: toRfc3339(attempt.created_at),
    updated_at: toRfc3339(attempt.updated_at),
  }),
  relationships: (attempt) => ({
    credential: { type: 'credential', id: attempt.credential_id },
    created_by: reference('user', attempt.created_by),
  }),
  relationshipNames: ['credential', 'created_by'],
  members: [
    'state',
    'reason',
    'reason_code',
    'authorization_url',
    'return_url',
    'expires_at',
    'created_at',
    'updated_at',
    'credential',
    'created_by',
  ],
};

/** A token has no address of its own: it is handed out, not fetched. */
export const tokenView: ResourceView<LiveToken> = {
  type: 'token',
  id: (token) => token.credential_id,
  version: (token) => token.generation,
  attributes: (token) => ({
    access_token: token.access_token,
    token_type: token.token_type,
    expires_at: timeOrNull(token.expires_at),
    expires_in: secondsLeft(token),
    scopes: token.scopes,
    base_uri: token.base_uri,
    external_user_id: token.external_user_id,
    extra: token.extra,
  }),
  relationships: (token) => ({ credential: { type: 'credential', id: token.credential_id } }),
  relationshipNames: ['credential'],
  members: [
    'access_token',
    'token_type',
    'expires_at',
    'expires_in',
    'scopes',
    'base_uri',
    'external_user_id',
    'extra',
    'credential',
  ],
};

/**
 * The document of a hand-out, which is asked for more than everything else about credentials together: the same
 * members in the same order as the general rendering gives them. A test holds the two together.
 */
export function renderToken(token: LiveToken): string {
  const address = `/v2/tenants/${token.tenant_id}/credentials/${token.credential_id}/tokens`;
  const attributes = JSON.stringify(tokenView.attributes(token, undefined as never));
  const credential = `"credential":{"data":{"type":"credential","id":"${token.credential_id}"}}`;
  const data = `{"type":"token","id":"${token.credential_id}","attributes":${attributes},"relationships":{${credential}}}`;
  return `{"jsonapi":{"version":"1.1"},"data":${data},"links":{"self":"${address}"}}`;
}

/**
 * A credential with its token as elastic.io's component libraries read it, over their own address. What they could
 * do with a refresh token is done here, so it stays here.
 */
export const authSecretView: ResourceView<LiveToken> = {
  type: 'auth-secret',
  id: (token) => token.credential_id,
  path: (token) => `/v2/workspaces/${token.tenant_id}/secrets/${token.credential_id}`,
  version: (token) => token.generation,
  attributes: (token) => ({
    name: token.name,
    type: 'oauth2',
    state: 'ready',
    error: null,
    credentials: {
      access_token: token.access_token,
      token_type: token.token_type,
      expires_in: secondsLeft(token),
      expires_at: timeOrNull(token.expires_at),
      scope: token.scopes === null ? null : token.scopes.join(' '),
      additional_params: {},
      undefined_params: token.extra,
    },
  }),
  // Their libraries read the id of whatever is there, so what is not is left out.
  relationships: (token) => ({
    auth_client: reference('auth-client', token.oauth_client_id) ?? undefined,
    component: reference('component', token.component_id) ?? undefined,
  }),
  relationshipNames: ['auth_client', 'component'],
  members: ['name', 'type', 'state', 'error', 'credentials', 'auth_client', 'component'],
};

function secondsLeft({ expires_at, now }: LiveToken): number | null {
  return expires_at === null ? null : Math.max(0, Math.floor((expires_at - now) / 1000));
}

function timeOrNull(time: number | null): string | null {
  return time === null ? null : toRfc3339(time);
}

function reference(type: string, id: string | null): { type: string; id: string } | null {
  return id === null ? null : { type, id };
}
