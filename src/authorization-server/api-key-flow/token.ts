import type { RequestHandler } from 'express';
import { issueToApp } from '../../api-keys/index.ts';
import type { Database } from '../../db/index.ts';
import { FormError, readForm, readQueryFields, type Fields } from '../../http/index.ts';
import type { Clock } from '../../system/clock.ts';
import type { AuthenticateClient } from '../client-authentication.ts';
import type { ActorOf } from '../grants/member.ts';
import { redeemCode } from '../grants/redeem-code.ts';
import type { LogIssued } from '../issuance-log.ts';
import { stillGranted } from '../../scopes/index.ts';
import { OauthError } from '../oauth-error.ts';
import { splitWords } from '../requested-scopes.ts';
import { asOauthError } from '../error-response.ts';
import { numberedError } from './errors.ts';

/**
 * `POST /oauth/token`: exchanges a code for an API key and its passphrase. This flow allows parameters in the query,
 * which OAuth forbids because queries end up in logs. Valetkey does not log them.
 */
export function createIssueApiKey(parts: {
  database: Database;
  authenticate: AuthenticateClient;
  actorOf: ActorOf;
  clock: Clock;
  logIssued: LogIssued;
}): RequestHandler {
  const { authenticate, clock, logIssued } = parts;
  return async (request, response) => {
    request.routeTemplate = '/oauth/token';
    try {
      const form = merged(readQueryFields(request), await readForm(request, response));
      const client = await authenticate(request, form);
      const grant = form.get('grant_type');
      if (grant !== 'authorization_code')
        throw new OauthError('unsupported_grant_type', 'grant_type must be authorization_code.');
      if (client.kind !== 'api_key')
        throw new OauthError('unauthorized_client', 'This app is of kind oauth2. Use /oauth2/token instead.');
      const now = clock();
      const { requestId, ipAddress } = request;
      const granted = await redeemCode(
        parts,
        { client, form, now, requestId, ipAddress },
        async (db, code, user) => {
          const scopes = stillGranted(splitWords(code.scopes), client.scopes);
          const expires_at = now + client.accessTokenLifetime * 1000;
          const { grant_id, authorization_id, app_id, user_id } = code;
          const key = { grant_id, authorization_id, app_id, user_id, name: client.name, scopes, expires_at };
          const { api_key, passphrase } = await issueToApp(db, key, now);
          // Unlike in OAuth, expires_in is a Unix timestamp here, not a duration.
          const expires_in = Math.floor(expires_at / 1000);
          const data = { api_key, expires_in, scopes, token_type: 'bearer', passphrase };
          return { data, tenantId: db.tenantId, user };
        },
      );
      logIssued({ client, tenantId: granted.tenantId, user: granted.user, requestId, ipAddress });
      response.status(201).json({ data: granted.data, errors: [] });
    } catch (thrown) {
      const error = asOauthError(thrown);
      if (error.status === 401)
        response.setHeader('WWW-Authenticate', 'Basic realm="valetkey", charset="UTF-8"');
      response.status(error.status).json({ data: null, errors: [numberedError(error)] });
    }
  };
}

function merged(query: Fields, form: Fields): Fields {
  const twice = [...query.keys()].find((name) => form.has(name));
  if (twice !== undefined)
    throw new FormError('A parameter was sent in both the query and the body. Send it only once.');
  return new Map([...query, ...form]);
}
