import type { Outbound } from '../../http/index.ts';
import type { Clock } from '../../system/clock.ts';
import { ConfigServiceError } from './config-service-error.ts';
import type { ClientPair, ServiceEndpoints, TokenSet, TokenValidation } from './config.ts';
import { introspect } from './introspection.ts';
import { validateJwt } from './jwt-validation.ts';
import { fetchUserinfo } from './userinfo.ts';

export interface TokenValidationContext {
  tokens: TokenSet;
  client: ClientPair;
  endpoints: ServiceEndpoints;
  outbound: Outbound;
  clock: Clock;
}

/**
 * Checks the token that the provider gave, as the config says.
 * @returns the userinfo where the check has fetched it, so that the mapper need not fetch it again
 * @throws ConfigServiceError when the token does not pass, or the check cannot be made
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
    `its type is ${type}, but it has no ${field}, and the provider's is not known.`,
  );
}
