import type { ProviderSettings } from '../../schema/index.ts';
import type { Configuration } from './configuration.ts';
import { jwtLifetimeOf } from './jwt-grant.ts';
import type { TokenOutcome } from './token-response.ts';

/** Whether the access token is a JWT that the client signs itself, so that there is no token endpoint. */
export function isSelfIssued({
  grantType,
  settings: { jwt_grant },
}: {
  grantType: string;
  settings: Pick<ProviderSettings, 'jwt_grant'>;
}): boolean {
  return grantType === 'jwt_bearer' && jwt_grant?.in === 'access_token';
}

/** The JWT as a token response, which the provider does not send. */
export async function selfIssued({ signJwtGrant, settings }: Configuration): Promise<TokenOutcome> {
  const tokens = {
    access_token: await signJwtGrant!(),
    token_type: 'Bearer',
    refresh_token: null,
    id_token: null,
    lifetime: jwtLifetimeOf(settings.jwt_grant!),
    refreshLifetime: null,
    scopes: null,
    extra: {},
    values: {},
    additional: {},
    response: {},
  };
  return { kind: 'tokens', tokens };
}
