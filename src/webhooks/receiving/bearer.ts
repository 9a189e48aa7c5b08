import type { BearerRead } from '../../authorization-server/index.ts';
import { AppError } from '../../errors.ts';
import { EXECUTE_WEBHOOKS } from '../../scopes/index.ts';
import type { Hook } from './hook-read.ts';

const REALM = 'Bearer realm="valetkey"';

/**
 * The sender shows an access token that is alive, of the webhook's tenant, and good for executing webhooks
 * (RFC 6750, 2.1 and 3).
 * @returns the app's id
 * @throws AppError unauthenticated, permission_missing
 */
export async function assertMayExecute(
  authorization: string | undefined,
  hook: Hook,
  readBearer: BearerRead,
): Promise<string> {
  const [, shown] = /^bearer +(\S+) *$/i.exec(authorization ?? '') ?? [];
  if (shown === undefined)
    throw new AppError('unauthenticated', 'This webhook takes an access token: Authorization: Bearer ….', {
      challenge: REALM,
    });
  const token = await readBearer(shown);
  // Of another tenant's token nothing more is said: it is worth nothing here.
  if (token === undefined || token.actor.tenantId !== hook.tenant_id)
    throw new AppError('unauthenticated', 'The access token is not valid here, or not any more.', {
      challenge: `${REALM}, error="invalid_token"`,
    });
  if (!token.scopes.includes(EXECUTE_WEBHOOKS))
    throw new AppError('permission_missing', `The access token lacks the scope ${EXECUTE_WEBHOOKS}.`, {
      meta: { scope: EXECUTE_WEBHOOKS },
      challenge: `${REALM}, error="insufficient_scope", scope="${EXECUTE_WEBHOOKS}"`,
    });
  return token.appId;
}
