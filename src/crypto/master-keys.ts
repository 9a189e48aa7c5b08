import { hash, randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const KEY_BYTES = 32;

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
      keys = [added, ...readKeyFile(path)];
      const temporary = `${path}.${process.pid}.new`;
      writeFileSync(temporary, serialize(keys), { mode: 0o600, flush: true });
      renameSync(temporary, path);
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
  const temporary = `${path}.${process.pid}.new`;
  writeFileSync(temporary, serialize([masterKey(randomBytes(KEY_BYTES))]), { mode: 0o600, flush: true });
  try {
    linkSync(temporary, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(temporary, { force: true });
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
    const { keys } = JSON.parse(text) as { keys: { k: string }[] };
    const read = keys.map(({ k }) => masterKey(Buffer.from(k, 'base64url')));
    if (read.length > 0 && read.every((key) => key.bytes.length === KEY_BYTES)) return read;
  } catch {
    // The parser's message would quote key material.
  }
  throw new MasterKeyError(
    `The master key file ${path} is damaged: it must hold {"keys": [{"kty": "oct", "k": …}]}.`,
  );
}
