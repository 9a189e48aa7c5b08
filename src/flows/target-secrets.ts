import { createCachedSecrets, type CachedSecrets, type Keyring } from '../crypto/index.ts';

/** Seals and opens the secrets that deliveries to a flow's target contain. */
export type TargetSecrets = CachedSecrets<'target_authorization'>;

export function createTargetSecrets(keyring: Keyring): TargetSecrets {
  return createCachedSecrets(keyring, 'flows');
}
