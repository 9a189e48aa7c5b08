import { createCachedSecrets, type CachedSecrets, type Keyring } from '../crypto/index.ts';

/** Seals and opens the secrets of the deliveries to a flow's target. */
export type TargetSecrets = CachedSecrets<'target_authorization' | 'target_client_key'>;

export function createTargetSecrets(keyring: Keyring): TargetSecrets {
  return createCachedSecrets(keyring, 'flows');
}
