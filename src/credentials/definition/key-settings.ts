import type { TenantDb } from '../../db/index.ts';
import type { Provider } from '../../providers/index.ts';
import type { ReadIntegration } from './integration.ts';
import { createFill, incomplete } from './placeholders.ts';
import type { Credential } from './store.ts';

/** What is returned with an API key, or with a username and password. */
export interface KeySettings {
  baseUri: string | null;
  /** How API requests carry the key, if not as `Authorization: Bearer`. */
  request: Provider['request'];
}

export type ReadKeySettings = (db: TenantDb, credential: Credential) => Promise<KeySettings>;

/** For credentials without OAuth, which have no client and no token URL. */
export function createKeySettings(readIntegration: ReadIntegration): ReadKeySettings {
  return async (db, credential) => {
    const integration = await readIntegration(db, credential);
    const { baseUri, missing } = createFill(credential, integration, {});
    const filled = baseUri(credential.base_uri ?? integration.baseUri, {}) ?? null;
    if (missing.size > 0) throw incomplete([...missing]);
    return { baseUri: filled, request: integration.request };
  };
}
