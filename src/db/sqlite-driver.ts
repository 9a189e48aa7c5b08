import { createRequire } from 'node:module';
import type sqlite3 from 'sqlite3';

/** The database's driver cannot be loaded. The message says what to do. */
class DriverError extends Error {
  override readonly name = 'DriverError';
}

/**
 * The SQLite driver. Loaded on first use, because its native code may not be built for this machine, and PostgreSQL does
 * not need it.
 * @throws DriverError
 */
export function sqliteDriver(): typeof sqlite3 {
  const require = createRequire(import.meta.url);
  try {
    return require('sqlite3') as typeof sqlite3;
  } catch (error) {
    const { platform, arch, version } = process;
    const folder = require.resolve('sqlite3/package.json').replace(/[/\\]node_modules[/\\]sqlite3.*$/, '');
    throw new DriverError(
      `The SQLite driver is not built for this machine (${platform} ${arch}, Node ${version}). Install python3, make and g++, then run "npm rebuild sqlite3 --foreground-scripts" in ${folder}. Or use PostgreSQL, which needs no build: set DATABASE_URL.`,
      { cause: error },
    );
  }
}
