/**
 * Credentials as records: storing them (`store.ts`), validating their settings and who may change where secrets and
 * tokens are sent (`rules.ts`), creating and updating them (`service.ts`). A credential's token state is its connection
 * (`connection.ts`). `configure.ts` merges credential and integration into the configuration for calling the provider;
 * a client secret is only sent to the token URL it was entered for (`secret-destination.ts`).
 */
export { credentialsNeedingAttention, type Attention } from './attention.ts';
export { createClientSecretReader, type ReadClientSecrets } from './client-secret.ts';
export { createConfigure, type Configure } from './configure.ts';
export {
  CONDITIONS,
  IDLE,
  NO_LEASE,
  reasonColumns,
  storedReason,
  tokenColumns,
  type Connection,
  type ConnectionState,
  type StoredTokens,
} from './connection.ts';
export { deleteTokens, lockConnection, recordFailure, storeConnected } from './connection-store.ts';
export {
  createCredentialSecrets,
  type Access,
  type CredentialSecrets,
  type StoredAdditional,
  type Key,
} from './credential-secrets.ts';
export { testCredential } from './try-mapper.ts';
export { createIntegrations } from './integration.ts';
export { createKeySettings, type KeySettings, type ReadKeySettings } from './key-settings.ts';
export { createOauth1Reader, signingOf, type Oauth1Reader } from './oauth1-settings.ts';
export { fillAccountUrl, incomplete } from './placeholders.ts';
export { assertNotInFlows } from './rules.ts';
export { credentialPath, credentialTestView, credentialView, reference } from './serializer.ts';
export { mayReceiveTokens } from './secret-destination.ts';
export { assertFound, createCredentials, type Credentials } from './service.ts';
export {
  credentialsOfUsers,
  deletePreviousSecrets,
  existingCredentials,
  findCredential,
  lockCredential,
  removeCredential,
  type Credential,
  type CredentialOfUser,
} from './store.ts';
export { fillUrl } from './url-template.ts';
export { credentialsOfClient, credentialsOfProvider, detachClient, settingsChanged } from './used-by.ts';
