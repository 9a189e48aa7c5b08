import { declared, type ResourceView } from '../../jsonapi/index.ts';
import { timeOrNull } from '../../system/clock.ts';
import { credentialPath, reference } from '../definition/index.ts';
import type { CurrentToken } from './issuing.ts';
import type { Signature } from './sign-request.ts';

/** A token has no URL, because it is returned by a POST and cannot be fetched with GET. */
export const tokenView: ResourceView<CurrentToken> = {
  ...declared('token'),
  id: (token) => token.credential_id,
  version: (token) => token.generation,
  attributes: (token) => ({
    access_token: token.access_token,
    token_type: token.token_type,
    // Left out, except with OAuth 1.0.
    token_secret: token.token_secret,
    oauth1: token.oauth1,
    additional_tokens: additionalOf(token),
    expires_at: timeOrNull(token.expires_at),
    expires_in: secondsLeft(token),
    scopes: token.scopes,
    base_uri: token.base_uri,
    account: token.account,
    external_user_id: token.external_user_id,
    extra: token.extra,
  }),
  relationships: (token) => ({ credential: { type: 'credential', id: token.credential_id } }),
  related: (token) => ({ credential: credentialPath(token.tenant_id, token.credential_id) }),
  onceOnly: ['access_token', 'token_secret', 'additional_tokens', 'extra'],
};

/** Like a token, a signature cannot be fetched with GET. */
export const signatureView: ResourceView<Signature> = {
  ...declared('signature'),
  id: ({ id }) => id,
  version: () => 1,
  // dpop is left out, unless the token is bound to a key.
  attributes: ({ url, authorization = null, dpop }) => ({ url, authorization, dpop }),
  relationships: ({ credential_id }) => ({ credential: { type: 'credential', id: credential_id } }),
  related: ({ credential_id, tenant_id }) => ({ credential: credentialPath(tenant_id, credential_id) }),
  onceOnly: ['url', 'authorization', 'dpop'],
};

/**
 * Renders the document of a token faster than the general rendering, because it is by far the most frequent response. A
 * test checks that both produce the same members in the same order.
 */
export function renderToken(token: CurrentToken): string {
  const related = credentialPath(token.tenant_id, token.credential_id);
  const attributes = JSON.stringify(tokenView.attributes(token, undefined as never));
  const credential = `"credential":{"data":{"type":"credential","id":"${token.credential_id}"},"links":{"related":"${related}"}}`;
  const data = `{"type":"token","id":"${token.credential_id}","attributes":${attributes},"relationships":{${credential}}}`;
  return `{"jsonapi":{"version":"1.1"},"data":${data},"links":{"self":"${related}/tokens"}}`;
}

/**
 * A credential with its token, in the format of elastic.io's component libraries. It contains no refresh token, because
 * Valetkey refreshes tokens itself.
 */
export const authSecretView: ResourceView<CurrentToken> = {
  ...declared('auth-secret'),
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
      additional_params: token.account,
      undefined_params: token.extra,
    },
  }),
  // Omit empty relationships, because the libraries read the ID of every relationship.
  relationships: (token) => ({
    auth_client: reference('auth-client', token.oauth_client_id) ?? undefined,
    component: reference('component', token.component_id) ?? undefined,
  }),
  // auth-client is elastic.io's name for an OAuth client. No GET returns that type, so there is no related link.
  related: ({ tenant_id, component_id }) => ({
    component: component_id === null ? undefined : `/v2/tenants/${tenant_id}/components/${component_id}`,
  }),
  onceOnly: ['credentials'],
};

function additionalOf({ additional_tokens }: CurrentToken) {
  if (additional_tokens === undefined) return undefined;
  const all = Object.entries(additional_tokens);
  return Object.fromEntries(
    all.map(([name, token]) => [name, { ...token, expires_at: timeOrNull(token.expires_at) }]),
  );
}

function secondsLeft({ expires_at, now }: CurrentToken): number | null {
  return expires_at === null ? null : Math.max(0, Math.floor((expires_at - now) / 1000));
}
