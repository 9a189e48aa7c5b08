import { insertRows, unionAll, type PlatformDb, type Query, type TenantDb } from '../db/index.ts';

const TABLE = 'audit_events';

export interface AuditEvent {
  tenant_id: string;
  id: string;
  created_at: number;
  action: string;
  actor_type: 'user' | 'app' | 'system';
  actor_id: string | null;
  actor_name: string | null;
  api_key_id: string | null;
  oauth_app_id: string | null;
  resource_type: string;
  resource_id: string | null;
  request_id: string | null;
  /** The client's IP address. */
  ip_address: string | null;
  details: Record<string, unknown>;
}

type Row = Omit<AuditEvent, 'details'> & { details: string };

const COLUMNS = [
  'tenant_id',
  'id',
  'created_at',
  'action',
  'actor_type',
  'actor_id',
  'actor_name',
  'api_key_id',
  'oauth_app_id',
  'resource_type',
  'resource_id',
  'request_id',
  'ip_address',
  'details',
] as const satisfies (keyof Row)[];

/** The name of an action that returns a secret. Only these are logged several to a row. */
export type SecretReadAction = `${string}.get` | `${string}.get_${string}`;

function isSecretRead(action: string): action is SecretReadAction {
  return /\.get(?:_|$)/.test(action);
}

export interface AuditFilter {
  /** One or several, separated by commas. */
  action?: string;
  actor?: string;
  resource?: string;
}

export async function insertEvent(db: TenantDb, event: AuditEvent): Promise<void> {
  await db.insert(TABLE, toRow(event));
}

/**
 * Inserts events of several tenants in one statement, because there are many reads of secrets. Rows that already exist,
 * because the response to an earlier attempt was lost, are kept. A tenant that was deleted in the meantime took its log
 * with it, which must not fail the others' events.
 */
export async function insertEvents(db: PlatformDb, events: AuditEvent[]): Promise<void> {
  await insertRows(db, TABLE, COLUMNS, events.map(toRow), {
    existingTenantsOnly: true,
    onConflict: 'DO NOTHING',
  });
}

export async function getEvent(db: TenantDb, id: string): Promise<AuditEvent | undefined> {
  const row = (await db.from(TABLE).where({ id }).first()) as Row | undefined;
  return row && fromRow(row);
}

/** Newest first: IDs are UUIDv7, so they sort by time. */
export async function listEvents(
  db: TenantDb,
  filter: AuditFilter,
  after: string | undefined,
  limit: number,
): Promise<AuditEvent[]> {
  const rows = (await db
    .from(TABLE)
    .whereIn('id', unionAll(db, 'id', newestByIndex(db, filter, after, limit)))
    .orderBy('id', 'desc')
    .limit(limit)) as Row[];
  return rows.map(fromRow);
}

/**
 * The IDs of the newest rows that match the filter, as subqueries that each read one index from its end: an OR, or
 * several actions, would go through the tenant's entire log.
 */
function newestByIndex(
  db: TenantDb,
  { action, actor, resource }: AuditFilter,
  after: string | undefined,
  limit: number,
): Query[] {
  const actions = action === undefined ? undefined : [...new Set(action.split(','))];
  const newest = () => {
    const query = db.from(TABLE).select('id').orderBy('id', 'desc').limit(limit);
    if (actor !== undefined) query.where('actor_id', actor);
    if (after !== undefined) query.where('id', '<', after);
    return query;
  };
  if (resource === undefined) return actions?.map((name) => newest().where('action', name)) ?? [newest()];
  const ofResource = newest().where('resource_id', resource);
  if (actions !== undefined) ofResource.whereIn('action', actions);
  // A row with several reads names its resources only in its details. An ID has no characters that are special to LIKE.
  const several = () => newest().whereNull('resource_id').whereLike('details', `%${resource}%`);
  const reads = actions?.filter(isSecretRead).map((name) => several().where('action', name));
  return [ofResource, ...(reads ?? [several()])];
}

function toRow(event: AuditEvent): Row {
  return { ...event, details: JSON.stringify(event.details) };
}

function fromRow(row: Row): AuditEvent {
  return { ...row, details: JSON.parse(row.details) as Record<string, unknown> };
}
