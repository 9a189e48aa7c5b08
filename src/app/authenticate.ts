import type { Request, RequestHandler, Response } from 'express';
import { Passport } from 'passport';
import { BasicStrategy } from 'passport-http';
import type { Actor } from '../actions/index.ts';
import type { Authenticate } from '../api-keys/index.ts';
import type { BearerRead } from '../authorization-server/index.ts';
import type { SessionActors } from '../console/index.ts';
import { AppError } from '../errors.ts';

/** Who sends a request. @throws AppError unauthenticated, or passport's AuthenticationError, when that is nobody we know */
export type Identify = (request: Request, response: Response) => Promise<Actor>;

/**
 * By the scheme of the Authorization header; without one, and only then, by the session of a browser, for requests of
 * the console. Sets `request.actor`, for the log.
 */
export function identifyBy(
  authenticate: Authenticate,
  readBearer: BearerRead,
  { isConcernedBy, actorFor }: SessionActors,
): Identify {
  const byApiKey = identifyByApiKey(authenticate);
  return async (request, response) => {
    if (request.headers.authorization === undefined && isConcernedBy(request)) return actorFor(request);
    const bearer = /^bearer +(\S+) *$/i.exec(request.headers.authorization ?? '');
    if (bearer === null) return byApiKey(request, response);
    const token = await readBearer(bearer[1]!);
    if (token === undefined) {
      throw new AppError('unauthenticated', 'The access token is not valid, or not any more.', {
        meta: { error: 'invalid_token' },
      });
    }
    return (request.actor = token.actor);
  };
}

/** `Authorization: Basic email:apikey`, or `apikey:passphrase` (RFC 7617), through passport. */
function identifyByApiKey(authenticate: Authenticate): Identify {
  const passport = new Passport();
  const strategy = new BasicStrategy(
    { realm: 'valetkey', passReqToCallback: true },
    (request, username, password, done) => {
      // The strategy splits at every colon and drops what follows the second: `email:key:junk` must not pass.
      if (!isWhole(request.headers.authorization, `${username}:${password}`)) return done(null, false);
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

function isWhole(header: string | undefined, credentials: string): boolean {
  const encoded = header?.slice(header.indexOf(' ') + 1) ?? '';
  return (
    Buffer.from(credentials).toString('base64') === encoded ||
    Buffer.from(encoded, 'base64').toString() === credentials
  );
}
