/**
 * The web console at `/console`: a page for tenant admins that only uses the public API. It authenticates with the
 * browser's session instead of an API key. The session cookie is valid only together with a CSRF token, and only for
 * tenants whose invitation the user has accepted (`session-actor.ts`). The page and its files are built from `console/`
 * and served with a Content-Security-Policy that allows nothing else (`page.ts`, `assets.ts`).
 */
export { createAssets } from './assets.ts';
export { consoleRouter } from './routes.ts';
export { createSessionActors, type SessionActors } from './session-actor.ts';
