import type { WriteAction } from '../../actions/index.ts';
import { newToken, sha256 } from '../../crypto/index.ts';
import { platformOf } from '../../db/index.ts';
import { AlreadyUsedError } from '../../errors.ts';
import { newId } from '../../system/ids.ts';
import type { Consent } from '../authorizations.ts';
import { insertCode } from '../grant-store.ts';
import { CODE_PREFIX } from '../grants/redeem-code.ts';
import type { PushedRequests } from '../pushed-requests.ts';
import type { AuthorizationRequest } from './request.ts';

/** Records the user's consent to an app and creates an authorization code. @returns the code */
export function createGrantConsent(
  consent: Consent,
  pushed: PushedRequests,
): WriteAction<AuthorizationRequest, string> {
  return {
    name: 'authorizations.grant',
    permission: 'authenticated',
    writes: true,
    async run(context, request) {
      const { db, actor, now } = context;
      const { client, scopes, redirectUri, redirectUriGiven, codeChallenge } = request;
      const { requestUri } = request;
      if (requestUri !== undefined && !(await pushed.consume(platformOf(db), requestUri)))
        throw new AlreadyUsedError('This request was already used. Go back to the app and start again.');
      const { id } = await consent(context, client, scopes);
      const code = newToken(CODE_PREFIX);
      await insertCode(db, {
        tenant_id: db.tenantId,
        code_hash: sha256(code),
        app_id: client.id,
        user_id: actor.id!,
        authorization_id: id,
        grant_id: newId(),
        scopes: scopes.join(' '),
        redirect_uri: redirectUri,
        redirect_uri_given: redirectUriGiven,
        code_challenge: codeChallenge,
        expires_at: now + client.codeLifetime * 1000,
        used_at: null,
      });
      return code;
    },
    // `consent` writes its own audit entry, and only if something changed.
    audit: () => null,
  };
}
