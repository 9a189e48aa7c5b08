/**
 * The audit log: who did what, when, through what. A change is logged in its own transaction and so never lost;
 * hand-outs of secrets are logged in batches off the request path (`hand-outs.ts`) and may lose the last second
 * when the process is killed. Rows are never changed.
 */
export { createHandOutLog, type HandOutLog } from './hand-outs.ts';
export { auditRoutes } from './routes.ts';
export { createAudit, type Audit } from './service.ts';
