import type { PlatformDb, TenantDb } from '../db/index.ts';

const TABLE = 'audit_events';
const CHUNK = 100;

export interface AuditEvent {
  tenant_id: string;
  id: string;
  created_at: number;
  action: string;
  actor_type: 'user' | 'system';
  actor_id: string | null;
  actor_name: string | null;
  api_key_id: string | null;
  resource_type: string;
  resource_id: string | null;
  request_id: string | null;
  details: Record<string, unknown>;
}

type Row = Omit<AuditEvent, 'details'> & { details: string };

export interface AuditFilter {
  action?: string;
  actor?: string;
  resource?: string;
}

export async function insertEvent(db: TenantDb, event: AuditEvent): Promise<void> {
  await db.insert(TABLE, toRow(event));
}

/**
 * Events of several tenants at once, in chunks that SQLite's parameter limit allows. What is there already, because
 * the answer to an earlier try was lost, stays.
 */
export async function insertEvents(db: PlatformDb, events: AuditEvent[]): Promise<void> {
  for (let start = 0; start < events.length; start += CHUNK) {
    await db
      .sql(TABLE)
      .insert(events.slice(start, start + CHUNK).map(toRow))
      .onConflict(['tenant_id', 'id'])
      .ignore();
  }
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
