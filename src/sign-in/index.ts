/**
 * Signing in: who sits before the browser. A session is a cookie whose SHA-256 is kept (`sessions.ts`); every form
 * carries a token that only the page which showed it could know (`cookies.ts`). People set their first password with
 * a link that is good once (`password-pages.ts`); passwords themselves are the users' business.
 */
export { createCookies, type Cookies } from './cookies.ts';
export { invitation } from './invitation.ts';
export { isLocal, loginPage } from './login-page.ts';
export { endSessions, forgetSessions } from './session-store.ts';
export { createSessions, type Session, type Sessions } from './sessions.ts';
export { foreignFormPage, signInRouter } from './routes.ts';
