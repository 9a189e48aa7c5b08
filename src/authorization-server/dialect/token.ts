import type { RequestHandler } from 'express';
import { issueToApp } from '../../api-keys/index.ts';
import type { Database } from '../../db/index.ts';
import { FormError, readForm, readQueryFields, type Fields } from '../../http/index.ts';
import type { Clock } from '../../system/clock.ts';
import type { AuthenticateClient } from '../client-authentication.ts';
import type { ActorOf } from '../grants/member.ts';
import { redeemCode } from '../grants/redeem-code.ts';
import type { NoteIssue } from '../issue-notes.ts';
import { stillGranted } from '../../scopes/index.ts';
import { OauthError } from '../oauth-error.ts';
import { wordsOf } from '../requested-scopes.ts';
import { asOauthError } from '../error-answer.ts';
import { dialectCode } from './errors.ts';

/**
 * `POST /oauth/token`: a code for an API key with its passphrase. The parameters may come in the address, which
 * OAuth forbids for good reasons and the dialect is made of; the log leaves addresses' queries out.
 */
export function createDialectToken(parts: {
  database: Database;
  authenticate: AuthenticateClient;
  actorOf: ActorOf;
  clock: Clock;
  noted: NoteIssue;
}): RequestHandler {
  const { authenticate, clock, noted } = parts;
  return async (request, response) => {
    request.routeTemplate = '/oauth/token';
    try {
      const form = merged(readQueryFields(request), await readForm(request, response));
      const client = await authenticate(request, form);
      const grant = form.get('grant_type');
      if (grant !== 'authorization_code')
        throw new OauthError('unsupported_grant_type', 'grant_type must be authorization_code.');
      if (client.kind !== 'api_key')
        throw new OauthError('unauthorized_client', 'This app gets tokens, at /oauth2/token.');
      const now = clock();
      const { requestId } = request;
      const granted = await redeemCode(parts, { client, form, now, requestId }, async (db, code, user) => {
        const scopes = stillGranted(wordsOf(code.scopes), client.scopes);
        const expires_at = now + client.accessTokenLifetime * 1000;
        const { grant_id, authorization_id, app_id, user_id } = code;
        const key = { grant_id, authorization_id, app_id, user_id, name: client.name, scopes, expires_at };
        const { api_key, passphrase } = await issueToApp(db, key, now);
        // Its one difference to OAuth in words: the moment, and not how long until then.
        const expires_in = Math.floor(expires_at / 1000);
        const answer = { api_key, expires_in, scopes, token_type: 'bearer', passphrase };
        return { answer, tenantId: db.tenantId, user };
      });
      noted({ client, tenantId: granted.tenantId, user: granted.user, requestId });
      response.status(201).json({ data: granted.answer, errors: [] });
    } catch (thrown) {
      const error =
        thrown instanceof FormError
          ? new OauthError('invalid_request', thrown.message)
          : asOauthError(thrown);
      if (error.status === 401)
        response.setHeader('WWW-Authenticate', 'Basic realm="valetkey", charset="UTF-8"');
      response.status(error.status).json({ data: null, errors: [dialectCode(error)] });
    }
  };
}

function merged(query: Fields, form: Fields): Fields {
  const twice = [...query.keys()].find((name) => form.has(name));
  if (twice !== undefined) throw new FormError('A parameter is given in the address and in the body.');
  return new Map([...query, ...form]);
}
