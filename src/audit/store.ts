import { rowSet, type PlatformDb, type TenantDb } from '../db/index.ts';

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
  'details',
] as const satisfies (keyof Row)[];

export interface AuditFilter {
  action?: string;
  actor?: string;
  resource?: string;
}

export async function insertEvent(db: TenantDb, event: AuditEvent): Promise<void> {
  await db.insert(TABLE, toRow(event));
}

/**
 * Events of several tenants in one statement: hand-outs are many. What is there already, because the answer to an
 * earlier try was lost, stays; a tenant that was deleted meanwhile has taken its log with it, which must not fail the
 * others' events.
 */
export async function insertEvents({ sql, dialect }: PlatformDb, events: AuditEvent[]): Promise<void> {
  const { from, binding } = rowSet(dialect, TABLE, COLUMNS, events.map(toRow));
  await sql.raw(
    `INSERT INTO ${TABLE} (${COLUMNS.join(', ')})
     SELECT ${COLUMNS.join(', ')} FROM ${from} AS event WHERE EXISTS (SELECT 1 FROM tenants WHERE id = event.tenant_id)
     ON CONFLICT DO NOTHING`,
    [binding],
  );
}

export async function getEvent(db: TenantDb, id: string): Promise<AuditEvent | undefined> {
  const row = (await db.from(TABLE).where({ id }).first()) as Row | undefined;
  return row && fromRow(row);
}

/** Newest first: ids are UUIDv7, so their order is the order of time. */
export async function listEvents(
  db: TenantDb,
  filter: AuditFilter,
  after: string | undefined,
  limit: number,
): Promise<AuditEvent[]> {
  const query = db.from(TABLE).select<Row[]>().orderBy('id', 'desc').limit(limit);
  if (filter.action !== undefined) query.where('action', filter.action);
  if (filter.actor !== undefined) query.where('actor_id', filter.actor);
  if (filter.resource !== undefined) {
    const id = filter.resource;
    // A row of several hand-outs names its resources in its details only. An id has no character special to LIKE.
    query.where(
      (where) =>
        void where
          .where('resource_id', id)
          .orWhere((many) => void many.whereNull('resource_id').whereLike('details', `%${id}%`)),
    );
  }
  if (after !== undefined) query.where('id', '<', after);
  return ((await query) as Row[]).map(fromRow);
}

function toRow(event: AuditEvent): Row {
  return { ...event, details: JSON.stringify(event.details) };
}

function fromRow(row: Row): AuditEvent {
  return { ...row, details: JSON.parse(row.details) as Record<string, unknown> };
}
