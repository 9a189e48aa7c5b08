/**
 * The web console at `/console`: a page for tenant admins that speaks to the public API and to nothing else. It comes
 * with the browser's session instead of a key, so who calls is told here: the session's cookie counts only beside a
 * token that no other site can know, and only for tenants of which the person has agreed to be a user
 * (`session-actor.ts`). The page and its files are built from `console/` and served with a policy that lets nothing
 * else in (`page.ts`, `assets.ts`).
 */
export { consoleRouter } from './routes.ts';
export { createSessionActors, type SessionActors } from './session-actor.ts';
