import { hash, randomBytes, randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';

const KEY_BYTES = 32;
/** Node's decoder skips invalid characters, which would silently turn a damaged key into a different one. */
const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;

export interface MasterKey {
  /** `mk_` and 16 hex digits of the key's hash, so the same key has the same ID everywhere. */
  id: string;
  bytes: Buffer;
}

/** The master keys that this process has. The first one wraps; all of them unwrap. */
export interface MasterKeys {
  /** Where they come from, for messages: `MASTER_KEY` or the path of the file. */
  source: string;
  current(): MasterKey;
  find(id: string): MasterKey | undefined;
  ids(): string[];
  /** Rereads the source, because another process may have added a key. */
  reload(): void;
  /** False if the keys come from the environment, which only the operator can change. */
  canAdd: boolean;
  /** Generates a key and puts it first. @throws MasterKeyError unless `canAdd` */
  add(): MasterKey;
  /**
   * Removes all keys except the current one and those in `keep`.
   * @returns IDs of the removed keys
   * @throws MasterKeyError unless `canAdd`, if there are any to remove
   */
  prune(keep: readonly string[]): string[];
}

/** A master key is malformed, or cannot be read or written. The message never contains key material. */
export class MasterKeyError extends Error {
  override readonly name = 'MasterKeyError';
}

/**
 * Reads keys from MASTER_KEY: 32 bytes each, in base64 or base64url, separated by commas.
 * @throws MasterKeyError if one does not decode to 32 bytes
 */
export function masterKeysFromSetting(text: string): MasterKeys {
  const keys = text.split(',').map((part, index) => {
    if (!BASE64.test(part.trim())) throw new MasterKeyError(`MASTER_KEY: key ${index + 1} is not base64.`);
    const bytes = Buffer.from(part.trim(), 'base64');
    if (bytes.length !== KEY_BYTES) {
      throw new MasterKeyError(
        `MASTER_KEY: key ${index + 1} is ${bytes.length} bytes long, not ${KEY_BYTES}. Generate one with: openssl rand -base64 32`,
      );
    }
    return masterKey(bytes);
  });
  return {
    ...lookup(() => keys),
    source: 'MASTER_KEY',
    canAdd: false,
    reload: () => undefined,
    add: () => {
      throw new MasterKeyError(
        'The master key is set in MASTER_KEY. To add a new key, put it first in that list.',
      );
    },
    prune: (keep) => {
      const spare = keys
        .slice(1)
        .flatMap(({ id }, index) => (keep.includes(id) ? [] : [`key ${index + 2} (${id})`]));
      if (spare.length === 0) return [];
      throw new MasterKeyError(
        `The master keys are set in MASTER_KEY, which only you can change. Remove the keys that are no longer used: ${spare.join(', ')}.`,
      );
    },
  };
}

/**
 * Reads keys from a file (mode 0600). If the file is missing and no data is encrypted yet, creates it with one new key.
 * @param inUse IDs of the master keys that the database needs
 * @throws MasterKeyError if the file is missing although keys are in use, or is not a valid key file
 */
export function masterKeysFromFile(path: string, inUse: readonly string[]): MasterKeys {
  if (!existsSync(path)) {
    if (inUse.length > 0) {
      throw new MasterKeyError(
        `The database is encrypted with master key ${inUse.join(', ')}, but there is no key file ${path} and MASTER_KEY is not set. ` +
          "Restore the key. Without it the tenants' secrets cannot be read.",
      );
    }
    createKeyFile(path);
  }
  let keys = readKeyFile(path);
  return {
    ...lookup(() => keys),
    source: path,
    canAdd: true,
    reload: () => {
      keys = readKeyFile(path);
    },
    add: () => {
      const added = masterKey(randomBytes(KEY_BYTES));
      keys = replaceKeyFile(path, (old) => [added, ...old]);
      return added;
    },
    prune: (keep) => {
      let before: MasterKey[] = [];
      keys = replaceKeyFile(path, (old) => {
        before = old;
        return old.filter(({ id }, index) => index === 0 || keep.includes(id));
      });
      return before.filter((key) => !keys.includes(key)).map(({ id }) => id);
    },
  };
}

function lookup(keys: () => MasterKey[]): Pick<MasterKeys, 'current' | 'find' | 'ids'> {
  return {
    current: () => keys()[0]!,
    find: (id) => keys().find((key) => key.id === id),
    ids: () => keys().map((key) => key.id),
  };
}

function masterKey(bytes: Buffer): MasterKey {
  return { id: `mk_${hash('sha256', bytes, 'hex').slice(0, 16)}`, bytes };
}

/**
 * Two processes that start at the same time must end up with the same key: the second link fails, and its key is
 * dropped.
 */
function createKeyFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  // Not the process ID: in containers that share the directory, every process is number 1.
  const temporary = `${path}.${randomUUID()}.new`;
  try {
    writeFileSync(temporary, serialize([masterKey(randomBytes(KEY_BYTES))]), { mode: 0o600, flush: true });
    linkSync(temporary, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}

/**
 * The new file doubles as a lock while it is written. Without one, if two processes read the old file at the same time,
 * the second would overwrite the first one's key, and everything wrapped with it since would be lost.
 */
function replaceKeyFile(path: string, change: (old: MasterKey[]) => MasterKey[]): MasterKey[] {
  const lock = `${path}.lock`;
  let file: number;
  try {
    file = openSync(lock, 'wx', 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new MasterKeyError(
      `Another process is adding a master key: ${lock} exists. Try again. If no such process is running, remove that file.`,
    );
  }
  try {
    const keys = change(readKeyFile(path));
    writeFileSync(file, serialize(keys), { flush: true });
    renameSync(lock, path);
    return keys;
  } catch (error) {
    rmSync(lock, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
}

function serialize(keys: MasterKey[]): string {
  const rows = keys.map((key) => ({ kid: key.id, kty: 'oct', k: key.bytes.toString('base64url') }));
  return `${JSON.stringify({ keys: rows }, null, 2)}\n`;
}

function readKeyFile(path: string): MasterKey[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new MasterKeyError(
      `The master key file ${path} cannot be read (${(error as NodeJS.ErrnoException).code}).`,
    );
  }
  try {
    const { keys } = JSON.parse(text) as { keys: { kid?: string; k: string }[] };
    const read = keys.map(({ k }) => masterKey(Buffer.from(k, 'base64url')));
    const sound = (key: MasterKey, index: number): boolean =>
      key.bytes.length === KEY_BYTES && (keys[index]!.kid ?? key.id) === key.id;
    if (read.length > 0 && read.every(sound)) return read;
  } catch {
    // The parser's message would contain key material.
  }
  throw new MasterKeyError(
    `The master key file ${path} is damaged. It must contain {"keys": [{"kty": "oct", "k": …}]}.`,
  );
}
