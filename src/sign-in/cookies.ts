import type { Request, Response } from 'express';
import { isToken, newToken, sha256 } from '../crypto/index.ts';

const SESSION_PREFIX = 'vkss_';
/** For forms that are shown before anybody has signed in. */
const FORM_PREFIX = 'vkfm_';

/** The cookies of the pages, and the tokens of their forms. */
export interface Cookies {
  /** The session's token that the browser sends, if it sends one. */
  readSession(request: Request): string | undefined;
  setSession(response: Response, token: string): void;
  clearSession(response: Response): void;
  /** What a form carries: known to nobody who cannot read the cookie. A browser without any gets one. */
  formToken(request: Request, response: Response): string;
  /** Whether a form was sent by the page that showed it. */
  isOwnForm(request: Request, formToken: string | undefined): boolean;
  newSessionToken(): string;
}

/**
 * `__Host-` keeps the cookies of other hosts and paths from standing in for ours; it takes https, so that plain http,
 * good for development alone, goes without. @param secure whether people reach the pages by https
 */
export function createCookies(secure: boolean): Cookies {
  const prefix = secure ? '__Host-' : '';
  const names = { session: `${prefix}valetkey-session`, form: `${prefix}valetkey-form` };
  const options = { httpOnly: true, secure, sameSite: 'lax', path: '/' } as const;

  const read = (request: Request, name: string, kind: string): string | undefined => {
    const all = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
    const found = all
      .filter((pair) => pair.startsWith(`${name}=`))
      .map((pair) => pair.slice(name.length + 1));
    // Two of one name: one of them was planted, and nobody can tell which.
    return found.length === 1 && isToken(kind, found[0]!) ? found[0] : undefined;
  };
  const secretOf = (request: Request) =>
    read(request, names.session, SESSION_PREFIX) ?? read(request, names.form, FORM_PREFIX);

  return {
    newSessionToken: () => newToken(SESSION_PREFIX),
    readSession: (request) => read(request, names.session, SESSION_PREFIX),
    setSession(response, token) {
      response.cookie(names.session, token, options);
      response.clearCookie(names.form, options);
    },
    clearSession: (response) => void response.clearCookie(names.session, options),
    formToken(request, response) {
      let secret = secretOf(request);
      if (secret === undefined) response.cookie(names.form, (secret = newToken(FORM_PREFIX)), options);
      return tokenFor(secret);
    },
    isOwnForm(request, formToken) {
      const secret = secretOf(request);
      return secret !== undefined && formToken === tokenFor(secret);
    },
  };
}

/** Derived, so that it need not be kept; it tells nothing of the cookie. */
function tokenFor(secret: string): string {
  return sha256(`form ${secret}`);
}
