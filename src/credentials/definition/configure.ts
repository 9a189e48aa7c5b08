import { findVisible, tokenUriOf } from '../../components/index.ts';
import type { TenantDb } from '../../db/index.ts';
import { AppError } from '../../errors.ts';
import type { Outbound } from '../../http/index.ts';
import { assertUsable, findOauthClient, type SecretBox } from '../../oauth-clients/index.ts';
import type { Client, Configuration, ServiceEndpoints } from '../protocol/index.ts';
import { openOwnClient } from './client-secret.ts';
import type { CredentialSecrets } from './credential-secrets.ts';
import type { Integration, ReadIntegration } from './integration.ts';
import { assertSecretDestination } from './secret-destination.ts';
import type { Credential } from './store.ts';
import { fillUrl } from './url-template.ts';

/**
 * Builds the configuration for calling a credential's provider.
 * @throws AppError credential_incomplete naming what is missing, token_url_changed, component_not_found,
 *   oauth_client_orphaned, url_not_allowed
 */
export type Configure = (db: TenantDb, credential: Credential) => Promise<Configuration>;

export function createConfigure(parts: {
  readIntegration: ReadIntegration;
  clientSecrets: SecretBox;
  secrets: CredentialSecrets;
  outbound: Outbound;
  redirectUri: string;
}): Configure {
  const { readIntegration, outbound } = parts;
  return async (db, credential) => {
    const integration = await readIntegration(db, credential);
    const missing = new Set<string>();
    const values = { ...integration.values, ...credential.parameters };
    const url = (own: string | null, theirs: string | undefined): string | undefined => {
      const template = own ?? theirs;
      return template === undefined
        ? undefined
        : fillUrl(template, values, (name) => missing.add(`parameters.${name}`));
    };

    const tokenUrl = url(credential.token_url, integration.tokenUrl);
    const refreshUrl = credential.token_url === null ? url(null, integration.refreshUrl) : undefined;
    const authorizationUrl =
      credential.grant_type === 'authorization_code'
        ? url(credential.authorization_url, integration.authorizationUrl)
        : undefined;
    if (tokenUrl === undefined) missing.add('token_url');
    if (credential.grant_type === 'authorization_code' && authorizationUrl === undefined)
      missing.add('authorization_url');
    const revocationUrl = url(credential.revocation_url, integration.revocationUrl);
    const endpoints = endpointsOf(credential, integration, url);
    const client = await clientOf(db, credential, integration, parts);
    if (client === undefined) missing.add('client_id');
    if (missing.size > 0 || client === undefined || tokenUrl === undefined) throw incomplete([...missing]);
    for (const address of [tokenUrl, refreshUrl, authorizationUrl, revocationUrl])
      if (address !== undefined) outbound.assertAllowed(address);

    const scopes = credential.scopes ?? integration.scopes ?? [];
    return {
      client,
      authorizationUrl,
      tokenUrl,
      refreshUrl: refreshUrl ?? tokenUrl,
      tokenRequestFormat: integration.tokenRequestFormat ?? 'form',
      revocationUrl,
      redirectUri: credential.redirect_uri ?? parts.redirectUri,
      scopes,
      scopeSeparator: credential.scope_separator ?? integration.scopeSeparator ?? ' ',
      authorizationParams: { ...integration.authorizationParams, ...credential.authorization_params },
      tokenParams: { ...integration.tokenParams, ...credential.token_params },
      refreshParams: { ...integration.refreshParams, ...credential.token_params },
      refreshScope: integration.refreshScope ?? false,
      pkce: credential.pkce ?? integration.pkce ?? true,
      baseUri: url(credential.base_uri, integration.baseUri) ?? null,
      baseUriField: credential.base_uri === null ? integration.baseUriField : undefined,
      refreshTokenRequired:
        credential.grant_type !== 'client_credentials' &&
        !credential.non_expiring_tokens &&
        !(integration.neverExpires ?? false),
      lifetime: integration.lifetime ?? null,
      endpoints,
      extraFields: integration.extraFields ?? [],
      trusted: integration.trusted && credential.token_url === null,
    };
  };
}

function endpointsOf(
  credential: Credential,
  integration: Integration,
  url: (own: string | null, theirs: string | undefined) => string | undefined,
): ServiceEndpoints {
  const all = {
    introspection_url: url(credential.introspection_url, integration.introspectionUrl),
    userinfo_url: url(credential.userinfo_url, integration.userinfoUrl),
    jwks_url: url(credential.jwks_url, integration.jwksUrl),
    issuer: url(credential.issuer, integration.issuer),
  };
  return Object.fromEntries(
    Object.entries(all).filter(([, value]) => value !== undefined),
  ) as ServiceEndpoints;
}

/** The credential's own client, or the tenant's OAuth client. */
async function clientOf(
  db: TenantDb,
  credential: Credential,
  integration: Integration,
  { clientSecrets, secrets }: { clientSecrets: SecretBox; secrets: CredentialSecrets },
): Promise<Client | undefined> {
  const authentication = credential.client_authentication ?? integration.clientAuthentication ?? 'header';
  const own = await openOwnClient(db.tenantId, credential, secrets);
  if (own !== undefined) {
    assertSecretDestination(credential, integration);
    return { ...own, authentication };
  }
  if (credential.oauth_client_id === null) return undefined;
  const client = await findOauthClient(db, credential.oauth_client_id);
  if (client === undefined) return undefined;
  assertUsable(client);
  // The component's owner may be another tenant and can put any URL into the descriptor. So the secret is only sent to
  // the token URL from when it was entered, or to the credential's own, which requires an extra permission to set.
  if (credential.token_url === null && credential.component_id !== null) {
    const component = await findVisible(db, credential.component_id);
    const same = client.component_id === credential.component_id;
    if (component === undefined || !same || tokenUriOf(component) !== client.token_uri) {
      throw new AppError(
        'token_url_changed',
        'The token URL of the component has changed since the secret of its OAuth client was entered. If you trust the new URL, enter the secret again with PATCH on the OAuth client.',
        { meta: { oauth_client: client.id } },
      );
    }
  }
  const { client_id, client_secret } = await clientSecrets.open(client);
  return { client_id, client_secret, authentication };
}

function incomplete(missing: string[]): AppError {
  return new AppError(
    'credential_incomplete',
    `The credential is incomplete: neither it nor its integration sets ${missing.join(', ')}. Add what is missing.`,
    { meta: { missing } },
  );
}
