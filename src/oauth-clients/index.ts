/**
 * OAuth clients: a tenant's client_id and client_secret for one component, so that tenants can share a component
 * without sharing secrets. There is one per component and tenant (unique key); it cannot be deleted while a flow of the
 * tenant includes the component (foreign key); it stays when its component is deleted (`rules.ts`). `run-time.ts` is
 * what components read while they run.
 */
export { createComponentMigration } from './migration.ts';
export { oauthClientRoutes } from './routes.ts';
export { assertUsable, clientRequired, componentNotFound } from './rules.ts';
export { createRunTime } from './run-time.ts';
export {
  previousSecretAfter,
  previousSecretAt,
  NO_PREVIOUS_SECRET,
  secretDetails,
  type PreviousSecret,
} from './rotation.ts';
export { createSecretBox, type SecretBox } from './secret.ts';
export { createOauthClients } from './service.ts';
export {
  countOrphaned,
  createRunTimeRead,
  deletePreviousClientSecrets,
  findOauthClient,
  findOfComponent,
  type OauthClient,
} from './store.ts';
