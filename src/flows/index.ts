/**
 * Flows: graphs of nodes, each with a component. The components and credentials of a flow are also stored as
 * references, so that the database refuses to delete them, or a client they need, while the flow uses them
 * (`store.ts`).
 */
export { createCertificateNotes } from './certificate-notes.ts';
export { flowRoutes } from './routes.ts';
export { createFlows } from './service.ts';
export { createTargetSecrets, type TargetSecrets } from './target-secrets.ts';
export {
  countFlowsOf,
  existingFlows,
  findFlow,
  flowIdsOfComponent,
  flowsOfCredential,
  flowUsage,
  linkToClient,
  markTargetGone,
  otherTenantsWithoutClient,
} from './store.ts';
