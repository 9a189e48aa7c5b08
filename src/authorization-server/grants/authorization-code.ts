import type { Database } from '../../db/index.ts';
import { splitWords } from '../requested-scopes.ts';
import type { Grant } from './grant.ts';
import { issueGrant } from './issue.ts';
import type { ActorOf } from './member.ts';
import { redeemCode } from './redeem-code.ts';

/** RFC 6749, 4.1.3. */
export function authorizationCodeGrant(parts: { database: Database; actorOf: ActorOf }): Grant {
  return (request) =>
    redeemCode(parts, request, async (db, code, user) => {
      const grant = {
        id: code.grant_id,
        authorizationId: code.authorization_id,
        userId: user.id,
        scopes: splitWords(code.scopes),
      };
      const tokens = await issueGrant(db, request.client, grant, request.now);
      return { tokens, tenantId: db.tenantId, user };
    });
}
