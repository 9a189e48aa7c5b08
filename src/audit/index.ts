/**
 * The audit log: who did what, when, and with which credentials. A change is logged in its own transaction and so is
 * never lost; reads of secrets are logged in batches off the request path (`secret-reads.ts`) and may lose the last
 * second if the process is killed. Rows are never changed.
 */
export { createSecretReads, type SecretReads } from './secret-reads.ts';
export { auditRoutes } from './routes.ts';
export { createAudit, type Audit } from './service.ts';
