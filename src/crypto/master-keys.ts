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
/** Node's decoder skips what does not belong, so that a damaged key would become another key. */
const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;

export interface MasterKey {
  /** `mk_` and 16 hex digits of the key's hash: the same key has the same id everywhere. */
  id: string;
  bytes: Buffer;
}

/** The master keys this process knows. The first wraps; all of them unwrap. */
export interface MasterKeys {
  /** Where they come from, for messages: `MASTER_KEY` or the file's path. */
  source: string;
  current(): MasterKey;
  find(id: string): MasterKey | undefined;
  ids(): string[];
  /** Reads the source again: another process may have added a key. */
  reload(): void;
  /** False where the keys come from the environment, which only the operator can change. */
  canAdd: boolean;
  /** Adds a new key in front. @throws MasterKeyError unless `canAdd` */
  add(): MasterKey;
}

/** A master key is malformed, or cannot be read or written. The message never holds key material. */
export class MasterKeyError extends Error {
  override readonly name = 'MasterKeyError';
}

/**
 * Keys from the setting MASTER_KEY: 32 bytes in base64 or base64url each, separated by commas.
 * @throws MasterKeyError when one does not decode to 32 bytes
 */
export function masterKeysFromSetting(text: string): MasterKeys {
  const keys = text.split(',').map((part, index) => {
    if (!BASE64.test(part.trim())) throw new MasterKeyError(`MASTER_KEY: key ${index + 1} is not base64.`);
    const bytes = Buffer.from(part.trim(), 'base64');
    if (bytes.length !== KEY_BYTES) {
      throw new MasterKeyError(
        `MASTER_KEY: key ${index + 1} is ${bytes.length} bytes long, not ${KEY_BYTES}. Make one with: openssl rand -base64 32`,
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
      throw new MasterKeyError('The master key comes from MASTER_KEY: put a new one in front there.');
    },
  };
}

/**
 * Keys from a file (mode 0600), made with one new key when it is missing and nothing has been sealed yet.
 * @param inUse ids of the master keys that the database needs
 * @throws MasterKeyError when the file is missing although keys are in use, or is not what this program wrote
 */
export function masterKeysFromFile(path: string, inUse: readonly string[]): MasterKeys {
  if (!existsSync(path)) {
    if (inUse.length > 0) {
      throw new MasterKeyError(
        `The database was sealed under master key ${inUse.join(', ')}, but there is no key file ${path} and no MASTER_KEY. ` +
          "Bring the key back; without it the tenants' secrets cannot be read.",
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

/** Two processes that start at the same moment must end up with the same key: the second link fails and its key is dropped. */
function createKeyFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  // Not the process id: in containers that share the folder every process is number 1.
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
 * The new file is its own lock while it is written: of two processes that read the old one at the same moment, the
 * second would replace the first one's key, and with it all that was wrapped under it since.
 */
function replaceKeyFile(path: string, change: (old: MasterKey[]) => MasterKey[]): MasterKey[] {
  const lock = `${path}.lock`;
  let file: number;
  try {
    file = openSync(lock, 'wx', 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new MasterKeyError(
      `Another process is adding a master key: ${lock} exists. Try again; if none is, remove that file.`,
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
    // The parser's message would quote key material.
  }
  throw new MasterKeyError(
    `The master key file ${path} is damaged: it must hold {"keys": [{"kty": "oct", "k": …}]}.`,
  );
}
