/**
 * Encryption at rest. A master key wraps one data key per tenant (`envelope.ts`). The data key encrypts ("seals")
 * single columns (`seal.ts`), each bound to its tenant, table, row and column. `hash.ts` generates and checks bearer
 * tokens, and `jwt.ts` verifies JWTs.
 */
export { createCachedSecrets, type CachedSecrets } from './cached-secrets.ts';
export { unwrapDataKey, wrapDataKey } from './envelope.ts';
export { isToken, newToken, sha256 } from './hash.ts';
export { createKeyring, missingMasterKey, type Keyring, type WrappedKey } from './keyring.ts';
export { MasterKeyError, masterKeysFromFile, masterKeysFromSetting, type MasterKeys } from './master-keys.ts';
export { hashPassword, queuePasswordCheck, isPassword, PasswordQueueFull } from './password.ts';
export { verifyJwt, type KeySet } from './jwt.ts';
export { randomBase62 } from './random.ts';
export { constantTimeIncludes } from './constant-time.ts';
export { SealError } from './seal.ts';
