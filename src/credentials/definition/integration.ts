import { findVisible, readDescriptor, type ComponentEnvs } from '../../components/index.ts';
import type { TenantDb } from '../../db/index.ts';
import { AppError } from '../../errors.ts';
import { destinationsOf, settingsIn, type FindProvider, type Provider } from '../../providers/index.ts';
import type { ClientAuthentication, ProviderSettings } from '../../schema/index.ts';
import type { Params } from '../protocol/index.ts';
import type { Credential } from './store.ts';

/**
 * Settings for calling a provider, from a credential's integration: the component's oauth2 block or the provider, in
 * one shape. Every member except `trusted` may be absent.
 */
export interface Integration {
  authorizationUrl?: string;
  deviceAuthorizationUrl?: string;
  tokenUrl?: string;
  revocationUrl?: string;
  introspectionUrl?: string;
  userinfoUrl?: string;
  jwksUrl?: string;
  issuer?: string;
  baseUri?: string;
  /** The field of the token response that contains the API's base URL. */
  baseUriField?: string;
  /** Where the account's ID is, as a JSONata expression. */
  userIdExpression?: string;
  /** Fields of the token response to return with the token even if their names look like secrets. */
  extraFields?: string[];
  scopes?: string[];
  scopeSeparator?: string;
  clientAuthentication?: ClientAuthentication;
  pkce?: boolean;
  authorizationParams?: Params;
  tokenParams?: Params;
  /** Tokens do not expire, so there is no refresh token. */
  neverExpires?: boolean;
  /** How API requests carry the token, if not as `Authorization: Bearer`. */
  request?: Provider['request'];
  /** What the provider does differently from the standards. */
  settings?: ProviderSettings;
  /** Values for URL placeholders, in addition to the credential's own parameters. */
  values?: Record<string, string>;
  /** The names of the parameters that the provider declares. */
  parameters?: readonly string[];
  /** Those of them that can be left out. */
  optionalParameters?: readonly string[];
  /** From the provider catalog, so a changed URL in it is not an attack. */
  trusted: boolean;
  /** Identifies the URLs of a tenant's own provider that secrets are sent to. */
  destinations?: string;
}

export type ReadIntegration = (db: TenantDb, credential: Credential) => Promise<Integration>;

export function createIntegrations(parts: {
  findProvider: FindProvider;
  envs: ComponentEnvs;
}): ReadIntegration {
  const { findProvider, envs } = parts;
  return async (db, credential) => {
    if (credential.component_id !== null) return ofComponent(db, envs, credential.component_id);
    const provider = credential.provider === null ? undefined : await findProvider(db, credential.provider);
    return provider === undefined ? { trusted: false } : ofProvider(provider, credential.grant_type);
  };
}

function ofProvider(provider: Provider, grantType: Credential['grant_type']): Integration {
  const unattended = grantType === 'client_credentials' ? provider.client_credentials_scopes : undefined;
  const texts = {
    authorizationUrl: provider.authorization_url,
    deviceAuthorizationUrl: provider.device_authorization_url,
    tokenUrl: provider.token_url,
    revocationUrl: provider.revocation_url,
    introspectionUrl: provider.introspection_url,
    userinfoUrl: provider.userinfo_url,
    jwksUrl: provider.jwks_url,
    issuer: provider.issuer,
    baseUri: provider.base_uri,
    baseUriField: provider.api_base_field,
    userIdExpression: provider.user_id_expression,
    extraFields: provider.extra_fields,
    scopes: unattended ?? provider.default_scopes,
    scopeSeparator: provider.scope_separator,
    request: provider.request,
    clientAuthentication: provider.client_authentication,
    pkce: provider.pkce,
    authorizationParams: provider.authorization_params,
    tokenParams: provider.token_params,
  };
  return {
    ...(Object.fromEntries(
      Object.entries(texts).filter(([, value]) => value !== undefined),
    ) as Partial<Integration>),
    // If it is unknown whether there is one, a connection without it is accepted.
    neverExpires: provider.refresh_token === 'never' || provider.refresh_token === undefined,
    settings: settingsIn(provider),
    parameters: Object.keys(provider.parameters ?? {}),
    optionalParameters: Object.entries(provider.parameters ?? {}).flatMap(([name, it]) =>
      it?.optional === true ? [name] : [],
    ),
    trusted: provider.own === undefined,
    ...(provider.own?.hasCatalogUrls === false && { destinations: destinationsOf(provider) }),
  };
}

/** Members of the oauth2 block that become parameters of the authorization URL. */
const AUTHORIZATION_PARAMS = ['access_type', 'prompt', 'resource'];

/** @throws AppError component_not_found */
async function ofComponent(db: TenantDb, envs: ComponentEnvs, componentId: string): Promise<Integration> {
  const component = await findVisible(db, componentId);
  if (component === undefined)
    throw new AppError(
      'component_not_found',
      'The component of the credential was deleted or hidden. Choose another component or a provider.',
    );
  const oauth2 = readDescriptor(component.descriptor).oauth2 ?? {};
  const { vars } = await envs.read(db, component);
  const text = (name: string) => {
    const value = oauth2[name];
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
  };
  const [authorizationUrl, tokenUrl] = [text('auth_uri'), text('token_uri')];
  const params = Object.fromEntries(
    AUTHORIZATION_PARAMS.flatMap((name) => (text(name) === undefined ? [] : [[name, text(name)!]])),
  );
  return {
    ...(authorizationUrl !== undefined && { authorizationUrl }),
    ...(tokenUrl !== undefined && { tokenUrl }),
    ...(Array.isArray(oauth2['scopes']) && { scopes: oauth2['scopes'] as string[] }),
    // The elastic.io platform sends the client in the body unless client_auth is "basic".
    clientAuthentication: text('client_auth') === 'basic' ? 'header' : 'body',
    authorizationParams: params,
    // Some servers require the resource at both endpoints.
    tokenParams: text('resource') === undefined ? {} : { resource: text('resource')! },
    values: vars,
    trusted: false,
  };
}
