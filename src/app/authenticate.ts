import type { Request, RequestHandler, Response } from 'express';
import { Passport } from 'passport';
import { BasicStrategy } from 'passport-http';
import type { Actor } from '../actions/index.ts';
import type { Authenticate } from '../api-keys/index.ts';

/** Who sends a request. @throws passport's AuthenticationError when that is nobody we know */
export type Identify = (request: Request, response: Response) => Promise<Actor>;

/** `Authorization: Basic email:apikey` (RFC 7617) through passport. Sets `request.actor`, for the log. */
export function identifyByApiKey(authenticate: Authenticate): Identify {
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
  const middleware = passport.authenticate('basic', {
    session: false,
    failWithError: true,
    assignProperty: 'actor',
  }) as RequestHandler;
  return (request, response) =>
    new Promise((resolve, reject) => {
      void middleware(request, response, (error?: unknown) =>
        error === undefined ? resolve(request.actor!) : reject(error as Error),
      );
    });
}

function isWhole(header: string | undefined, credentials: string): boolean {
  const encoded = header?.slice(header.indexOf(' ') + 1) ?? '';
  return (
    Buffer.from(credentials).toString('base64') === encoded ||
    Buffer.from(encoded, 'base64').toString() === credentials
  );
}
