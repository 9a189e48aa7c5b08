import { existsSync, renameSync, writeFileSync, rmSync } from 'node:fs';
import type { Settings } from '../config/index.ts';
import { inTransaction, lockTable, type PlatformDb } from '../db/index.ts';
import { AppError } from '../errors.ts';
import type { Log } from '../system/log.ts';
import type { Core } from './core.ts';
import { insertTenant } from './create-tenant.ts';

/** The settings for the first tenant cannot be used. */
class BootstrapError extends Error {
  override readonly name = 'BootstrapError';
}

/**
 * Creates the tenant of `BOOTSTRAP_TENANT`, with its owner and an API key, if the database has no tenant. Any number of
 * processes can start at once, and be killed at any time: one tenant is created, and its key reaches the file.
 * @throws BootstrapError, Error if the file cannot be written
 */
export async function bootstrap(core: Core, settings: Settings, log: Log): Promise<void> {
  const { bootstrapTenant: name, bootstrapOwnerEmail: ownerEmail, bootstrapApiKeyFile: file } = settings;
  if (name === undefined || ownerEmail === undefined) return;
  assertName(core, name);
  const created = await inTransaction(core.database, async (platform) => {
    if (await hasTenant(platform)) return undefined;
    const made = await insertTenant(core, platform, { name, ownerEmail });
    // Written before the commit, so that no tenant exists whose key was lost. The lock makes this the only writer.
    if (file !== undefined) writeNew(file, made.apiKey);
    return made;
  });
  if (file !== undefined) publish(file);
  if (created === undefined) return;
  const { tenant, owner } = created;
  log.info({ tenant: tenant.id, name, owner: owner.email, api_key_file: file }, 'bootstrap tenant created');
}

function assertName({ schemas }: Core, name: string): void {
  try {
    schemas.check('tenant.create', { data: { type: 'tenant', attributes: { name } } });
  } catch (error) {
    if (error instanceof AppError) throw new BootstrapError(`BOOTSTRAP_TENANT: ${error.message}`);
    throw error;
  }
}

/** Also makes other processes that ask the same wait until this transaction ends. */
async function hasTenant(platform: PlatformDb): Promise<boolean> {
  await lockTable(platform, 'tenants');
  return (await platform.from('tenants').first('id')) !== undefined;
}

/** The key until its tenant is committed. */
function unpublished(file: string): string {
  return `${file}.new`;
}

function writeNew(file: string, apiKey: string): void {
  if (existsSync(file))
    throw new BootstrapError(
      `BOOTSTRAP_API_KEY_FILE names ${file}, which exists although there is no tenant yet. Delete it, or use another path.`,
    );
  rmSync(unpublished(file), { force: true });
  writeFileSync(unpublished(file), `${apiKey}\n`, { mode: 0o600, flag: 'wx', flush: true });
}

/** Also after another process that was killed before it could. */
function publish(file: string): void {
  try {
    renameSync(unpublished(file), file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
