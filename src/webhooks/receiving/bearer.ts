import type { FindAccessToken } from '../../authorization-server/index.ts';
import { AppError } from '../../errors.ts';
import { EXECUTE_WEBHOOKS } from '../../scopes/index.ts';
import type { WebhookEndpoint } from './endpoint-read.ts';

const REALM = 'Bearer realm="valetkey"';

/**
 * Checks that the sender has a valid access token of the webhook's tenant with the scope for executing webhooks
 * (RFC 6750, 2.1 and 3).
 * @returns the app's ID
 * @throws AppError unauthenticated, permission_missing
 */
export async function assertMayExecute(
  authorization: string | undefined,
  endpoint: WebhookEndpoint,
  findAccessToken: FindAccessToken,
): Promise<string> {
  const [, sent] = /^bearer +(\S+) *$/i.exec(authorization ?? '') ?? [];
  if (sent === undefined)
    throw new AppError(
      'unauthenticated',
      'This webhook requires an access token. Send it as Authorization: Bearer ….',
      {
        challenge: REALM,
      },
    );
  const token = await findAccessToken(sent);
  // A token of another tenant gets the same error, so that nothing about it is disclosed.
  if (token === undefined || token.actor.tenantId !== endpoint.tenant_id)
    throw new AppError(
      'unauthenticated',
      'The access token is invalid, expired or revoked. Request a new one in the tenant of this webhook.',
      {
        challenge: `${REALM}, error="invalid_token"`,
      },
    );
  if (!token.scopes.includes(EXECUTE_WEBHOOKS))
    throw new AppError(
      'permission_missing',
      `The access token lacks the scope ${EXECUTE_WEBHOOKS}. Request a token with this scope.`,
      {
        meta: { scope: EXECUTE_WEBHOOKS },
        challenge: `${REALM}, error="insufficient_scope", scope="${EXECUTE_WEBHOOKS}"`,
      },
    );
  return token.appId;
}
