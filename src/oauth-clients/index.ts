/**
 * OAuth clients: a tenant's client_id and client_secret for one component, so that a component can be shared by all
 * without sharing anybody's keys. One per component and tenant (the database's unique key); not deletable while a
 * flow of the tenant includes the component (the database's reference); outlives its component (`rules.ts`). What
 * components read while they run is in `run-time.ts`.
 */
export { oauthClientRoutes } from './routes.ts';
export { assertUsable, noSuchComponent } from './rules.ts';
export { clientRequired, createRunTime, type RunTime } from './run-time.ts';
export { createSecretBox, type SecretBox } from './secret.ts';
export { createOauthClients, type OauthClients } from './service.ts';
export {
  countOrphaned,
  createRunTimeRead,
  findOauthClient,
  findOfComponent,
  type OauthClient,
} from './store.ts';
