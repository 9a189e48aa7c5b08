import type { Outbound } from '../../http/index.ts';
import type { Clock } from '../../system/clock.ts';
import type { Client, DpopKey } from '../protocol/index.ts';
import { ConfigServiceError } from './config-service-error.ts';
import type { ServiceEndpoints, TokenSet, TokenValidation } from './types.ts';
import { introspect } from './introspection.ts';
import { validateJwt } from './jwt-validation.ts';
import { fetchUserinfo } from './userinfo.ts';

export interface TokenValidationContext {
  tokens: TokenSet;
  client: Client;
  /** What the access token is bound to. Undefined without DPoP. */
  dpop?: DpopKey | undefined;
  endpoints: ServiceEndpoints;
  outbound: Outbound;
  clock: Clock;
}

/**
 * Checks the provider's token as configured.
 * @returns the userinfo if the check fetched it, so that the mapper can reuse it
 * @throws ConfigServiceError if the token is rejected or cannot be checked
 */
export async function validateToken(
  config: TokenValidation,
  context: TokenValidationContext,
): Promise<{ userinfo?: Record<string, unknown> }> {
  const { endpoints } = context;
  switch (config.type) {
    case 'none':
      return {};
    case 'introspection':
      await introspect(assertUrl('introspection', 'url', config.url ?? endpoints.introspection_url), context);
      return {};
    case 'userinfo': {
      const url = assertUrl('userinfo', 'url', config.url ?? endpoints.userinfo_url);
      return { userinfo: await fetchUserinfo('token_validation', url, context) };
    }
    case 'jwt': {
      const url = assertUrl('jwt', 'jwks_url', config.jwks_url ?? endpoints.jwks_url);
      await validateJwt(config, url, context);
      return {};
    }
  }
}

function assertUrl(type: string, field: string, url: string | undefined): string {
  if (url !== undefined) return url;
  throw new ConfigServiceError(
    'token_validation',
    `the type ${type} requires ${field}, and no default is known for this provider. Set ${field}.`,
  );
}
