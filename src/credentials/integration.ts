import { findVisible, readDescriptor, type ComponentEnvs } from '../components/index.ts';
import type { TenantDb } from '../db/index.ts';
import { AppError } from '../errors.ts';
import type { Provider, Providers } from '../providers/index.ts';
import type { Credential } from './store.ts';

/**
 * What the integration of a credential says about reaching its third party: the component's oauth2 block or the
 * provider's catalogue entry, in one form. Every member may be absent.
 */
export interface Integration {
  authorizationUrl?: string;
  tokenUrl?: string;
  refreshUrl?: string;
  tokenRequestFormat?: 'form' | 'json';
  revocationUrl?: string;
  introspectionUrl?: string;
  userinfoUrl?: string;
  jwksUrl?: string;
  issuer?: string;
  baseUri?: string;
  /** The field of the token answer that holds the API's address. */
  baseUriField?: string;
  scopes?: string[];
  scopeSeparator?: string;
  clientAuthentication?: 'header' | 'body';
  pkce?: boolean;
  authorizationParams?: Record<string, string>;
  tokenParams?: Record<string, string>;
  refreshParams?: Record<string, string>;
  refreshScope?: boolean;
  /** Its tokens do not expire, so there is no refresh token. */
  neverExpires?: boolean;
  /** Milliseconds. */
  lifetime?: number;
  /** Values for placeholders beside the credential's own parameters. */
  values?: Record<string, string>;
  /** The entry comes with the program: a changed address in it is no attack. */
  trusted: boolean;
}

export type ReadIntegration = (db: TenantDb, credential: Credential) => Promise<Integration>;

export function createIntegrations(parts: { providers: Providers; envs: ComponentEnvs }): ReadIntegration {
  const { providers, envs } = parts;
  return async (db, credential) => {
    if (credential.component_id !== null) return ofComponent(db, envs, credential.component_id);
    const provider = credential.provider === null ? undefined : providers.get(credential.provider);
    return provider === undefined ? { trusted: false } : ofProvider(provider);
  };
}

function ofProvider(provider: Provider): Integration {
  const texts = {
    authorizationUrl: provider.authorization_url,
    tokenUrl: provider.token_url,
    refreshUrl: provider.refresh_url,
    tokenRequestFormat: provider.token_request_format,
    revocationUrl: provider.revocation_url,
    introspectionUrl: provider.introspection_url,
    userinfoUrl: provider.userinfo_url,
    jwksUrl: provider.jwks_url,
    issuer: provider.issuer,
    baseUri: provider.base_uri,
    baseUriField: provider.api_base_field,
    scopes: provider.default_scopes,
    authorizationParams: provider.authorization_params,
    tokenParams: provider.token_params,
    refreshParams: provider.refresh_params,
    refreshScope: provider.refresh_scope,
  };
  return {
    ...(Object.fromEntries(
      Object.entries(texts).filter(([, value]) => value !== undefined),
    ) as Partial<Integration>),
    scopeSeparator: provider.scope_separator,
    clientAuthentication: provider.client_authentication,
    pkce: provider.pkce,
    neverExpires: provider.refresh_token === 'never',
    ...(provider.access_token_lifetime !== undefined && { lifetime: provider.access_token_lifetime * 1000 }),
    trusted: true,
  };
}

/** Members of the oauth2 block that are parameters of the authorization URL. */
const AUTHORIZATION_PARAMS = ['access_type', 'prompt', 'resource'];

/** @throws AppError component_not_found */
async function ofComponent(db: TenantDb, envs: ComponentEnvs, componentId: string): Promise<Integration> {
  const component = await findVisible(db, componentId);
  if (component === undefined)
    throw new AppError('component_not_found', 'The component of the credential was deleted or hidden.');
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
    // Without "basic" its platform sends the client in the body.
    clientAuthentication: text('client_auth') === 'basic' ? 'header' : 'body',
    authorizationParams: params,
    // Some servers want the resource at both endpoints.
    tokenParams: text('resource') === undefined ? {} : { resource: text('resource')! },
    values: vars,
    trusted: false,
  };
}
