import type { Request, Response } from 'express';
import { isToken, newToken, sha256 } from '../crypto/index.ts';

const SESSION_PREFIX = 'vkss_';
/** For forms shown before the user has signed in. */
const FORM_PREFIX = 'vkfm_';
/** Marks a browser that a user has signed in with before. */
const BROWSER_PREFIX = 'vkbr_';
const BROWSER_COOKIE_MAX_AGE = 180 * 86_400_000;

/** The cookies of the pages, and the CSRF tokens of their forms. */
export interface Cookies {
  /** The session token in the request's cookie, if there is a well-formed one. */
  readSession(request: Request): string | undefined;
  setSession(response: Response, token: string): void;
  clearSession(response: Response): void;
  /** The CSRF token for a form, derived from a cookie. Sets the cookie if the browser has none. */
  formToken(request: Request, response: Response): string;
  /** Whether the form was submitted from our own page. */
  verifyFormToken(request: Request, formToken: string | undefined): boolean;
  /** The CSRF token of the sign-in form, which is not affected by signing in or out in another tab. */
  loginToken(request: Request, response: Response): string;
  verifyLoginToken(request: Request, formToken: string | undefined): boolean;
  newSessionToken(): string;
  /** The token of a browser that a user has signed in with before. */
  readBrowser(request: Request): string | undefined;
  setBrowser(response: Response): string;
}

/**
 * The `__Host-` prefix prevents other hosts and paths from overwriting our cookies. It requires https, so it is left
 * out with plain http, which is for development only. @param secure whether the pages are served over https
 */
export function createCookies(secure: boolean): Cookies {
  const prefix = secure ? '__Host-' : '';
  const names = {
    session: `${prefix}valetkey-session`,
    form: `${prefix}valetkey-form`,
    browser: `${prefix}valetkey-browser`,
  };
  const options = { httpOnly: true, secure, sameSite: 'lax', path: '/' } as const;

  const read = (request: Request, name: string, kind: string): string | undefined => {
    const all = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
    const found = all
      .filter((pair) => pair.startsWith(`${name}=`))
      .map((pair) => pair.slice(name.length + 1));
    // If there are two of the same name, one may be planted, so neither is used. (The `cookie` package returns the
    // first.)
    return found.length === 1 && isToken(kind, found[0]!) ? found[0] : undefined;
  };
  const secretOf = (request: Request) =>
    read(request, names.session, SESSION_PREFIX) ?? read(request, names.form, FORM_PREFIX);

  return {
    newSessionToken: () => newToken(SESSION_PREFIX),
    readSession: (request) => read(request, names.session, SESSION_PREFIX),
    setSession(response, token) {
      response.cookie(names.session, token, options);
    },
    clearSession: (response) => void response.clearCookie(names.session, options),
    formToken(request, response) {
      let secret = secretOf(request);
      if (secret === undefined) response.cookie(names.form, (secret = newToken(FORM_PREFIX)), options);
      return tokenFor(secret);
    },
    loginToken(request, response) {
      let secret = read(request, names.form, FORM_PREFIX);
      if (secret === undefined) response.cookie(names.form, (secret = newToken(FORM_PREFIX)), options);
      return tokenFor(secret);
    },
    verifyLoginToken(request, formToken) {
      const secret = read(request, names.form, FORM_PREFIX);
      return secret !== undefined && formToken === tokenFor(secret);
    },
    readBrowser: (request) => read(request, names.browser, BROWSER_PREFIX),
    setBrowser(response) {
      const token = newToken(BROWSER_PREFIX);
      response.cookie(names.browser, token, { ...options, maxAge: BROWSER_COOKIE_MAX_AGE });
      return token;
    },
    verifyFormToken(request, formToken) {
      const secret = secretOf(request);
      return secret !== undefined && formToken === tokenFor(secret);
    },
  };
}

/** Derived from the cookie, so it need not be stored; it does not reveal the cookie. */
function tokenFor(secret: string): string {
  return sha256(`form ${secret}`);
}
