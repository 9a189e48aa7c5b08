/**
 * Credentials: connected accounts at providers, and their tokens. States of a credential's connection:
 *
 *   pending ──connect──▶ connected ──grant lost──▶ needs_reauthorization ──connect──▶ connected
 *      └──failed──▶ error ──connect──▶ connected ──disconnect──▶ pending
 *
 * The modules, each of which imports only those before it:
 *
 *   protocol         OAuth between a credential and its provider: requests, responses, errors
 *   config-services  run when an account is connected: token validation, user ID mapper
 *   definition       credentials as records: rules, storage, configuration, where secrets are sent
 *   tokens           returning and refreshing tokens; start reading at `tokens/refresh.ts`
 *   connecting       authorization code flow, other grant types, disconnecting
 */
export {
  createCallback,
  createConnect,
  createDevicePolls,
  createDisconnect,
  createFinish,
  createPoll,
  deleteOldAttempts,
} from './connecting/index.ts';
export {
  createClientSecretReader,
  createConfigure,
  createCredentials,
  createCredentialSecrets,
  createIntegrations,
  createKeySettings,
  createOauth1Reader,
  credentialsNeedingAttention,
  credentialsOfClient,
  credentialsOfProvider,
  credentialsOfUsers,
  deletePreviousSecrets,
  detachClient,
  existingCredentials,
  findCredential,
  settingsChanged,
  type Attention,
  type Credential,
  type CredentialOfUser,
  type ReadClientSecrets,
} from './definition/index.ts';
export { credentialRoutes } from './routes.ts';
export {
  countConnectionEnds,
  createEndNotes,
  createEndOfConnections,
  createForcedRefresh,
  createIdleLimits,
  createIssuing,
  createKeepAlive,
  createRefreshAhead,
  createRefresher,
  createSigning,
  createTokenReader,
  type ConnectionEnds,
} from './tokens/index.ts';
