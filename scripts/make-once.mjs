// Creates folders that several processes need, such as builds and unpacked packages. The first process creates them.
import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** Lists the files of a complete folder with their sizes. It is written last, so a folder without it is incomplete. */
const MANIFEST = '.manifest.json';
const OLD_AFTER_MS = 3 * 3_600_000;

/**
 * Creates a folder unless it exists and is complete. It is created under a temporary name and renamed, so no process sees
 * an incomplete folder, and a folder with missing files is created again. Several processes can call this at the same
 * time: the first to finish wins.
 * @param {string} folder its full path
 * @param {string} key identifies the content, such as a hash of the sources. A folder with another key is replaced
 * @param {(fresh: string) => unknown} make fills the empty folder that it gets; can return a promise
 * @param {string} parent where to create the temporary folder, on the same file system
 */
export async function makeOnce(folder, key, make, parent = dirname(folder)) {
  if (isComplete(folder, key)) return markUsed(folder);
  const fresh = join(parent, `new-${randomBytes(6).toString('hex')}`);
  // mkdtemp would create a folder that other users cannot read.
  mkdirSync(fresh, { recursive: true });
  try {
    await make(fresh);
    writeFileSync(join(fresh, MANIFEST), JSON.stringify({ key, sizes: sizesIn(fresh) }));
    putInPlace(fresh, folder, key, parent);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** @returns {boolean} whether the folder is complete for this key and each file still has its size */
export function isComplete(folder, key) {
  try {
    const manifest = JSON.parse(readFileSync(join(folder, MANIFEST), 'utf8'));
    return (
      manifest.key === key &&
      Object.entries(manifest.sizes).every(([name, size]) => statSync(join(folder, name)).size === size)
    );
  } catch {
    return false;
  }
}

/** Removes folders that have not been used for hours, complete or not. Newer ones may be in use by another run. */
export function removeUnused(parent) {
  if (!existsSync(parent)) return;
  for (const name of readdirSync(parent)) {
    const path = join(parent, name);
    const { mtimeMs } = statSync(path, { throwIfNoEntry: false }) ?? { mtimeMs: Infinity };
    if (Date.now() - mtimeMs > OLD_AFTER_MS) rmSync(path, { recursive: true, force: true });
  }
}

function markUsed(folder) {
  const now = new Date();
  utimesSync(folder, now, now);
}

/** Renaming to an existing folder with files fails, so that one is moved away, unless another process just created it. */
function putInPlace(fresh, folder, key, parent) {
  for (;;) {
    try {
      renameSync(fresh, folder);
      return;
    } catch (error) {
      if (!['ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes(error.code)) throw error;
    }
    if (isComplete(folder, key)) return;
    moveAway(folder, join(parent, `old-${randomBytes(6).toString('hex')}`));
  }
}

function moveAway(folder, elsewhere) {
  try {
    renameSync(folder, elsewhere);
  } catch (error) {
    // Another process was faster.
    if (error.code !== 'ENOENT') throw error;
  }
  rmSync(elsewhere, { recursive: true, force: true });
}

function sizesIn(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const names = files.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  return Object.fromEntries(names.sort().map((name) => [name, statSync(join(folder, name)).size]));
}
