import { inTransaction, platformDb, tenantDb, type Database, type TenantDb } from '../db/index.ts';
import { AppError, notFound } from '../errors.ts';
import type { Schemas } from '../schema/index.ts';
import type { Clock } from '../system/clock.ts';
import type { Action, AuditEntry, Call, Context, SteppedContext } from './action.ts';
import type { Actor } from './actor.ts';
import type { Permission } from './permissions.ts';

/** Writes an audit row in the action's own transaction, so that no change goes unlogged. */
export type AuditSink = (context: Context, action: string, entry: AuditEntry) => Promise<void>;

export type Perform = <Input, Output>(
  action: Action<Input, Output>,
  call: Call,
  input: Input,
  /** Extra work in the same transaction, such as storing the response for a retry. */
  within?: (db: TenantDb, output: Output) => Promise<void>,
) => Promise<Output>;

/**
 * Every action runs through this: check the tenant, the permission and the input, then run the transaction and write
 * the audit row.
 */
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
    const contextFor = (db: TenantDb): Context => ({
      actor: call.actor,
      db,
      now: clock(),
      requestId: call.requestId,
      ipAddress: call.ipAddress,
    });
    const contextOutsideTransaction = () => contextFor(tenantDb(platformDb(database), call.tenantId));
    const runWithin = async (output: never): Promise<void> => {
      if (within !== undefined)
        await inTransaction(database, (platform) => within(tenantDb(platform, call.tenantId), output));
    };
    if (action.writes === false) {
      const output = await action.run(contextOutsideTransaction(), input);
      await runWithin(output as never);
      return output;
    }

    const commit = <T>(
      work: (context: Context) => Promise<T>,
      entryOf: (result: T) => AuditEntry | null,
    ): Promise<T> =>
      inTransaction(database, async (platform) => {
        const context = contextFor(tenantDb(platform, call.tenantId));
        const result = await work(context);
        const entry = entryOf(result);
        if (entry !== null) await audit(context, action.name, entry);
        return result;
      });
    if (action.writes === true) {
      return commit(
        async (context) => {
          const output = await action.run(context, input);
          await within?.(context.db, output);
          return output;
        },
        (output) => action.audit(output, input),
      );
    }
    const stepped: SteppedContext = {
      ...contextOutsideTransaction(),
      commit: (work, entryOf) => commit((context) => work(context.db), entryOf),
    };
    const output = await action.run(stepped, input);
    await runWithin(output as never);
    return output;
  };
}

/**
 * The first half of the guard, for callers that have to check before they have an input: tenant, then permission.
 * @throws AppError not_found, permission_missing
 */
export function assertAllowed({ permission }: Pick<Action<never, unknown>, 'permission'>, call: Call): void {
  if (call.actor.tenantId !== call.tenantId) throw notFound('tenant');
  if (permission === 'in person') requirePerson(call.actor);
  else if (permission !== 'authenticated') requirePermission(call.actor, permission);
}

/** @throws AppError permission_missing */
function requirePerson(actor: Actor): void {
  if (actor.inPerson) return;
  throw new AppError(
    'permission_missing',
    'You must do this yourself. Apps and API keys created by someone else cannot do it.',
  );
}

/** @throws AppError permission_missing naming the permission */
export function requirePermission(actor: Actor, permission: Permission): void {
  if (actor.permissions.has(permission)) return;
  throw new AppError('permission_missing', `You need the permission ${permission} to do this.`, {
    meta: { permission },
  });
}
