/**
 * Secrets at rest. A master key wraps one data key per tenant (`envelope.ts`); the data key seals single columns
 * (`seal.ts`), each bound to its tenant, table, row and column. `hash.ts` makes and checks bearer tokens.
 */
export { unwrapDataKey, wrapDataKey } from './envelope.ts';
export { isToken, newToken, sha256 } from './hash.ts';
export { createKeyring, missingMasterKey, type Keyring, type WrappedKey } from './keyring.ts';
export { MasterKeyError, masterKeysFromFile, masterKeysFromSetting, type MasterKeys } from './master-keys.ts';
export { hashPassword, inTurn, isPassword, PasswordQueueFull } from './password.ts';
export { randomBase62 } from './random.ts';
export { isOneOf } from './same-text.ts';
export { SealError, type Place } from './seal.ts';
