/**
 * Signing in with a browser. A session is a cookie whose SHA-256 is stored (`sessions.ts`); every form carries a CSRF
 * token (`cookies.ts`). Users set their first password with a single-use link (`password-routes.ts`). The users module
 * checks passwords (`users/passwords.ts`) and locks a source out after failed attempts (`users/sign-in-limits.ts`).
 */
export { createCookies, type Cookies } from './cookies.ts';
export { invitation } from './invitation.ts';
export { isLocalPath, loginPage } from './login-page.ts';
export { endSessions, deleteExpiredSessions } from './session-store.ts';
export { isolate, publishedBy, type PendingApp } from './published-by.ts';
export { createSessions, type Session, type Sessions } from './sessions.ts';
export { signInRouter } from './routes.ts';
export { expiredFormPage } from './status-pages.ts';
