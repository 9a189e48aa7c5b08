import { inTransaction, platformDb, tenantDb, type Database, type TenantDb } from '../db/index.ts';
import { AppError, notFound } from '../errors.ts';
import type { Schemas } from '../schema/index.ts';
import type { Clock } from '../system/clock.ts';
import type { Actor } from './actor.ts';
import type { Permission } from './permissions.ts';

/** What an action runs with: everything is already bound to the actor's tenant. */
export interface Context {
  actor: Actor;
  db: TenantDb;
  now: number;
  requestId: string | null;
}

/** What an audit row says beside who, when and through what. Never a secret. */
export interface AuditEntry {
  type: string;
  id: string | null;
  details?: Record<string, unknown>;
}

interface Common<Input, Output> {
  /** `<resource>.<verb>`, the name in the audit log. */
  name: string;
  /** The permission it takes; `authenticated` for what everybody may do to themselves. */
  permission: Permission | 'authenticated';
  /** Schema of `input.document`. */
  schema?: string;
  run(context: Context, input: Input): Promise<Output>;
}

export interface ReadAction<Input, Output> extends Common<Input, Output> {
  writes: false;
}

export interface WriteAction<Input, Output> extends Common<Input, Output> {
  writes: true;
  /** null where nothing was changed after all. */
  audit(output: Output, input: Input): AuditEntry | null;
}

/** One use case. The JSON:API, the console and the command line only translate to it. */
export type Action<Input, Output> = ReadAction<Input, Output> | WriteAction<Input, Output>;

export interface Call {
  actor: Actor;
  tenantId: string;
  requestId: string | null;
}

/** Writes an audit row in the action's own transaction: a change without its trace does not exist. */
export type AuditSink = (context: Context, action: string, entry: AuditEntry) => Promise<void>;

export type Perform = <Input, Output>(
  action: Action<Input, Output>,
  call: Call,
  input: Input,
  /** More work for the same transaction, such as keeping the answer for a retry. */
  within?: (db: TenantDb, output: Output) => Promise<void>,
) => Promise<Output>;

/** The guard that nobody can go round: tenant → permission → input → transaction → audit. */
export function createGuard(parts: {
  database: Database;
  schemas: Schemas;
  audit: AuditSink;
  clock: Clock;
}): Perform {
  const { database, schemas, audit, clock } = parts;
  return async (action, call, input, within) => {
    assertAllowed(action, call);
    if (action.schema !== undefined) schemas.check(action.schema, (input as { document?: unknown }).document);
    const contextOn = (db: TenantDb): Context => ({
      actor: call.actor,
      db,
      now: clock(),
      requestId: call.requestId,
    });
    if (!action.writes) return action.run(contextOn(tenantDb(platformDb(database), call.tenantId)), input);
    return inTransaction(database, async (platform) => {
      const context = contextOn(tenantDb(platform, call.tenantId));
      const output = await action.run(context, input);
      const entry = action.audit(output, input);
      if (entry !== null) await audit(context, action.name, entry);
      await within?.(context.db, output);
      return output;
    });
  };
}

/**
 * The first half of the guard, for whoever must know before there is an input: tenant, then permission.
 * @throws AppError not_found, permission_missing
 */
export function assertAllowed({ permission }: Pick<Action<never, unknown>, 'permission'>, call: Call): void {
  if (call.actor.tenantId !== call.tenantId) throw notFound('tenant');
  if (permission !== 'authenticated') requirePermission(call.actor, permission);
}

/** @throws AppError permission_missing naming the permission */
export function requirePermission(actor: Actor, permission: Permission): void {
  if (actor.permissions.has(permission)) return;
  throw new AppError('permission_missing', `This takes the permission ${permission}.`, {
    meta: { permission },
  });
}
