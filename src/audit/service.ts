import {
  systemActor,
  type Actor,
  type AuditEntry,
  type AuditSink,
  type Context,
  type ReadAction,
} from '../actions/index.ts';
import type { TenantDb } from '../db/index.ts';
import { notFound } from '../errors.ts';
import { sliceOf, type Input, type LogSlice } from '../jsonapi/index.ts';
import { newId } from '../system/ids.ts';
import { getEvent, insertEvent, listEvents, type AuditEvent } from './store.ts';

export interface Audit {
  /** For the guard: writes one row per change, in the same transaction. */
  sink: AuditSink;
  /** Writes a row for a change that the program makes without a request. */
  recordBySystem(db: TenantDb, now: number, action: string, entry: AuditEntry): Promise<void>;
  list: ReadAction<Input, LogSlice<AuditEvent>>;
  get: ReadAction<Input, AuditEvent>;
}

export function createAudit(): Audit {
  const sink: AuditSink = async ({ db, ...context }: Context, action, entry) => {
    await insertEvent(db, newEvent({ ...context, tenantId: db.tenantId, action, entry }));
  };
  return {
    sink,
    recordBySystem(db, now, action, entry) {
      const actor = systemActor(db.tenantId, 'valetkey');
      return sink({ actor, db, now, requestId: null, ipAddress: null }, action, entry);
    },
    list: {
      name: 'audit-events.list',
      permission: 'tenants.audit_events.get',
      writes: false,
      async run({ db }, { query }) {
        const { size, after } = query.page;
        return sliceOf(await listEvents(db, query.filter, after, size + 1), size);
      },
    },
    get: {
      name: 'audit-events.get',
      permission: 'tenants.audit_events.get',
      writes: false,
      async run({ db }, { params }) {
        const event = await getEvent(db, params['id']!);
        if (event === undefined) throw notFound('audit event');
        return event;
      },
    },
  };
}

export function newEvent(parts: {
  actor: Actor;
  tenantId: string;
  now: number;
  requestId: string | null;
  ipAddress: string | null;
  action: string;
  entry: AuditEntry;
}): AuditEvent {
  const { actor, tenantId, now, requestId, ipAddress, action, entry } = parts;
  return {
    tenant_id: tenantId,
    id: newId(),
    created_at: now,
    action,
    actor_type: actor.type,
    actor_id: actor.id,
    actor_name: actor.name,
    api_key_id: actor.apiKeyId,
    oauth_app_id: actor.appId,
    resource_type: entry.type,
    resource_id: entry.id,
    request_id: requestId,
    ip_address: ipAddress,
    details: { ...entry.details, ...(actor.through !== undefined && { through: actor.through }) },
  };
}
