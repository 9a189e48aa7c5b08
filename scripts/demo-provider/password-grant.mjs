import { errors } from 'oidc-provider';

/**
 * The resource owner password credentials grant (RFC 6749, 4.3). oidc-provider does not include it, because new servers
 * must not offer it (RFC 9700, 2.4), but older providers still require it.
 */
export function passwordGrant(provider, { username, password }) {
  return async function handle(context) {
    const { client, params } = context.oidc;
    if (params.username !== username || params.password !== password)
      throw new errors.CustomOIDCProviderError('invalid_grant', 'the username or password is incorrect');

    const scope = params.scope ?? 'openid offline_access';
    const grant = new provider.Grant({ accountId: username, clientId: client.clientId });
    grant.addOIDCScope(scope);
    const shared = { accountId: username, client, grantId: await grant.save(), gty: 'password', scope };

    const accessToken = new provider.AccessToken(shared);
    const access_token = await accessToken.save();
    const offline = scope.split(' ').includes('offline_access');
    const refresh_token = offline
      ? await new provider.RefreshToken({ ...shared, rotations: 0 }).save()
      : undefined;
    context.body = {
      access_token,
      expires_in: accessToken.expiration,
      token_type: accessToken.tokenType,
      scope,
      ...(refresh_token !== undefined && { refresh_token }),
    };
  };
}
