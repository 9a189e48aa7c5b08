import type { Database } from './connect.ts';
import type { PlatformDb } from './handles.ts';
import { rawDb, type RawDb } from './raw.ts';
import { sqliteDamage } from './sqlite-copy.ts';
import { inTransaction } from './transaction.ts';
import * as initial from './migrations/0001_initial.ts';
import * as credentials from './migrations/0002_credentials.ts';
import * as authorizationServer from './migrations/0003_authorization-server.ts';
import * as webhooks from './migrations/0004_webhooks.ts';
import * as statistics from './migrations/0005_statistics.ts';
import * as sortedLists from './migrations/0006_sorted-lists.ts';
import * as reasonCodes from './migrations/0007_reason-codes.ts';
import * as secretPlaces from './migrations/0008_secret-places.ts';
import * as webhookReceipts from './migrations/0009_webhook-receipts.ts';
import * as pushedLimits from './migrations/0010_pushed-limits.ts';
import * as signInLimits from './migrations/0011_sign-in-limits.ts';
import * as componentCarryOvers from './migrations/0012_component-carry-overs.ts';
import * as refreshCalls from './migrations/0013_refresh-calls.ts';
import * as invitations from './migrations/0014_invitations.ts';
import * as failingRefreshes from './migrations/0015_failing-refreshes.ts';
import * as webhookFailures from './migrations/0016_webhook-failures.ts';
import * as providerSettings from './migrations/0017_provider-settings.ts';
import * as providers from './migrations/0018_providers.ts';
import * as previousClientSecrets from './migrations/0019_previous-client-secrets.ts';
import * as deviceAuthorization from './migrations/0020_device-authorization.ts';
import * as connectionEnds from './migrations/0021_connection-ends.ts';
import * as connectionSettings from './migrations/0022_connection-settings.ts';
import * as webhookHandshakes from './migrations/0023_webhook-handshakes.ts';
import * as eventLists from './migrations/0024_event-lists.ts';
import * as exchangeAndDpop from './migrations/0025_exchange-and-dpop.ts';
import * as webhookFanOut from './migrations/0026_webhook-fan-out.ts';
import * as deliverySettings from './migrations/0027_delivery-settings.ts';
import * as replays from './migrations/0028_replays.ts';
import * as rejectedRequests from './migrations/0029_rejected-requests.ts';
import * as alerts from './migrations/0030_alerts.ts';
import * as orderedDelivery from './migrations/0031_ordered-delivery.ts';
import * as senders from './migrations/0032_senders.ts';
import * as targetCertificates from './migrations/0033_target-certificates.ts';
import * as webhookDecryptionKeys from './migrations/0034_webhook-decryption-keys.ts';
import * as eventStates from './migrations/0035_event-states.ts';
import * as eventSummaries from './migrations/0036_event-summaries.ts';
import * as flowFailures from './migrations/0037_flow-failures.ts';
import * as heldEvents from './migrations/0038_held-events.ts';

/** Forward-only. The previous version must still work on the new schema (expand, then contract). */
interface Migration {
  up(db: RawDb): Promise<void>;
}

/** In order. A name never changes once it has been released. */
const MIGRATIONS: readonly (readonly [name: string, migration: Migration])[] = [
  ['0001_initial', initial],
  ['0002_credentials', credentials],
  ['0003_authorization-server', authorizationServer],
  ['0004_webhooks', webhooks],
  ['0005_statistics', statistics],
  ['0006_sorted-lists', sortedLists],
  ['0007_reason-codes', reasonCodes],
  ['0008_secret-places', secretPlaces],
  ['0009_webhook-receipts', webhookReceipts],
  ['0010_pushed-limits', pushedLimits],
  ['0011_sign-in-limits', signInLimits],
  ['0012_component-carry-overs', componentCarryOvers],
  ['0013_refresh-calls', refreshCalls],
  ['0014_invitations', invitations],
  ['0015_failing-refreshes', failingRefreshes],
  ['0016_webhook-failures', webhookFailures],
  ['0017_provider-settings', providerSettings],
  ['0018_providers', providers],
  ['0019_previous-client-secrets', previousClientSecrets],
  ['0020_device-authorization', deviceAuthorization],
  ['0021_connection-ends', connectionEnds],
  ['0022_connection-settings', connectionSettings],
  ['0023_webhook-handshakes', webhookHandshakes],
  ['0024_event-lists', eventLists],
  ['0025_exchange-and-dpop', exchangeAndDpop],
  ['0026_webhook-fan-out', webhookFanOut],
  ['0027_delivery-settings', deliverySettings],
  ['0028_replays', replays],
  ['0029_rejected-requests', rejectedRequests],
  ['0030_alerts', alerts],
  ['0031_ordered-delivery', orderedDelivery],
  ['0032_senders', senders],
  ['0033_target-certificates', targetCertificates],
  ['0034_webhook-decryption-keys', webhookDecryptionKeys],
  ['0035_event-states', eventStates],
  ['0036_event-summaries', eventSummaries],
  ['0037_flow-failures', flowFailures],
  ['0038_held-events', heldEvents],
];

export const MIGRATION_NAMES: readonly string[] = MIGRATIONS.map(([name]) => name);

/** The database was migrated by a newer version of the program. */
export class SchemaTooNewError extends Error {
  override readonly name = 'SchemaTooNewError';
}

const TABLE = 'schema_migrations';
/** An arbitrary number that identifies this lock in PostgreSQL. */
const LOCK = 7_203_115;

/**
 * Brings the schema up to date. All migrations run in one transaction, so that a killed process leaves nothing half
 * done and two processes that start together run them once.
 * @returns the names of the migrations that were run
 * @throws SchemaTooNewError
 */
export async function migrate(database: Database): Promise<string[]> {
  return inTransaction(database, async (platform) => {
    const db = rawDb(platform);
    if (db.dialect === 'postgres') {
      await db.sql.raw('SELECT pg_advisory_xact_lock(?)', [LOCK]);
      // Updating a large table or indexing it takes longer than any other statement may.
      await db.sql.raw('SET LOCAL statement_timeout = 0');
    }
    await db.sql.raw(`CREATE TABLE IF NOT EXISTS ${TABLE} (name varchar(100) PRIMARY KEY)`);
    const applied: string[] = [];
    const steps = await pending(db);
    if (steps.length > 0) await assertUndamaged(platform);
    for (const [name, migration] of steps) {
      await migration.up(db);
      await db.sql(TABLE).insert({ name });
      applied.push(name);
    }
    return applied;
  });
}

/** A damaged file would only get worse. @throws an error like the driver's */
async function assertUndamaged(db: PlatformDb): Promise<void> {
  if (db.dialect === 'postgres') return;
  const damage = await sqliteDamage(db);
  if (damage.length > 0) throw Object.assign(new Error(damage.join('; ')), { code: 'SQLITE_CORRUPT' });
}

/**
 * The migrations that `migrate` would run, without running them.
 * @throws SchemaTooNewError
 */
export async function pendingMigrations(database: Database): Promise<string[]> {
  const db = rawDb(database);
  const steps = (await db.sql.schema.hasTable(TABLE)) ? await pending(db) : MIGRATIONS;
  return steps.map(([name]) => name);
}

/** Whether `migrate` has ever run on this database. */
export async function hasSchema(database: Database): Promise<boolean> {
  return rawDb(database).sql.schema.hasTable(TABLE);
}

/**
 * Writes a row as it is, and commits: only that shows whether a disk is full.
 * @throws the driver's error
 */
export async function writeNothing(database: Database): Promise<void> {
  const [[name]] = MIGRATIONS as [readonly [string, Migration]];
  await rawDb(database).sql(TABLE).where({ name }).update({ name });
}

async function pending(db: RawDb): Promise<typeof MIGRATIONS> {
  const done = (await db.sql(TABLE).pluck('name')) as string[];
  const unknown = done.filter((name) => !MIGRATIONS.some(([known]) => known === name));
  if (unknown.length > 0) {
    throw new SchemaTooNewError(
      `The database was migrated by a newer version of Valetkey (${unknown.join(', ')}). Run that version, or restore a backup from before the migration.`,
    );
  }
  return MIGRATIONS.filter(([name]) => !done.includes(name));
}
