/**
 * Signing in with a browser. A session is a cookie whose SHA-256 is stored (`sessions.ts`); every form carries a CSRF
 * token (`cookies.ts`). Users set their first password with a single-use link (`password-pages.ts`); the passwords
 * themselves belong to the users module.
 */
export { createCookies, type Cookies } from './cookies.ts';
export { invitation } from './invitation.ts';
export { isLocalPath, loginPage } from './login-page.ts';
export { endSessions, deleteExpiredSessions } from './session-store.ts';
export { isolate, publishedBy, type PendingApp } from './published-by.ts';
export { createSessions, type Session, type Sessions } from './sessions.ts';
export { expiredFormPage, signInRouter } from './routes.ts';
