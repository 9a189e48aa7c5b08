import type { Request, RequestHandler, Response } from 'express';
import { Passport } from 'passport';
import { BasicStrategy } from 'passport-http';
import type { Actor } from '../actions/index.ts';
import type { Authenticate } from '../api-keys/index.ts';
import type { FindAccessToken } from '../authorization-server/index.ts';
import type { SessionActors } from '../console/index.ts';
import { AppError } from '../errors.ts';
import { isBasicOf } from '../http/index.ts';

/** Identifies the caller. @throws AppError unauthenticated, or passport's AuthenticationError if the credentials are invalid */
export type Identify = (request: Request, response: Response) => Promise<Actor>;

/**
 * Authenticates by the scheme of the Authorization header. Only requests without that header can use the browser
 * session of the console. Sets `request.actor` for the log.
 */
export function identifyBy(
  authenticate: Authenticate,
  findAccessToken: FindAccessToken,
  { handles, actorFor }: SessionActors,
): Identify {
  const byApiKey = identifyByApiKey(authenticate);
  return async (request, response) => {
    if (request.headers.authorization === undefined && handles(request)) return actorFor(request);
    const bearer = /^bearer +(\S+) *$/i.exec(request.headers.authorization ?? '');
    if (bearer === null) return byApiKey(request, response);
    const token = await findAccessToken(bearer[1]!);
    if (token === undefined) {
      throw new AppError('unauthenticated', 'The access token is invalid, expired or revoked.', {
        meta: { error: 'invalid_token' },
      });
    }
    return (request.actor = token.actor);
  };
}

/** `Authorization: Basic email:apikey` or `apikey:passphrase` (RFC 7617), with passport. */
function identifyByApiKey(authenticate: Authenticate): Identify {
  const passport = new Passport();
  const strategy = new BasicStrategy(
    { realm: 'valetkey', passReqToCallback: true },
    (request, username, password, done) => {
      // The strategy ignores anything after a second colon, a second space, or the base64.
      if (!isBasicOf(request.headers.authorization ?? '', username, password)) return done(null, false);
      authenticate(username, password).then((actor) => done(null, actor ?? false), done);
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
