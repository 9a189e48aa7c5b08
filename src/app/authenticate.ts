import type { RequestHandler } from 'express';
import { Passport } from 'passport';
import { BasicStrategy } from 'passport-http';
import type { Authenticate } from '../api-keys/index.ts';

/**
 * `Authorization: Basic email:apikey` (RFC 7617) through passport. Sets `request.actor`; without valid credentials
 * the request goes on as nobody's, and the router answers it with 401.
 */
export function authenticateBasic(authenticate: Authenticate): RequestHandler {
  const passport = new Passport();
  const strategy = new BasicStrategy(
    { realm: 'valetkey', passReqToCallback: true },
    (request, email, key, done) => {
      // The strategy splits at every colon and drops what follows the second: `email:key:junk` must not pass.
      if (!isWhole(request.headers.authorization, `${email}:${key}`)) return done(null, false);
      authenticate(email, key).then((actor) => done(null, actor ?? false), done);
    },
  );
  passport.use(strategy);
  return passport.authenticate('basic', {
    session: false,
    failWithError: true,
    assignProperty: 'actor',
  }) as RequestHandler;
}

function isWhole(header: string | undefined, credentials: string): boolean {
  const encoded = header?.slice(header.indexOf(' ') + 1) ?? '';
  return Buffer.from(encoded, 'base64').toString('utf8') === credentials;
}
