import { inTransaction, platformDb, tenantDb, type Database, type TenantDb } from '../db/index.ts';
import { AppError, notFound } from '../errors.ts';
import type { Schemas } from '../schema/index.ts';
import type { Clock } from '../system/clock.ts';
import type { Action, AuditEntry, Call, Context, SteppedContext } from './action.ts';
import type { Actor } from './actor.ts';
import type { Permission } from './permissions.ts';

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
    const outside = () => contextOn(tenantDb(platformDb(database), call.tenantId));
    if (action.writes === false) return action.run(outside(), input);

    const commit = <T>(
      work: (context: Context) => Promise<T>,
      entryOf: (result: T) => AuditEntry | null,
    ): Promise<T> =>
      inTransaction(database, async (platform) => {
        const context = contextOn(tenantDb(platform, call.tenantId));
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
      ...outside(),
      commit: (work, entryOf) => commit((context) => work(context.db), entryOf),
    };
    const output = await action.run(stepped, input);
    if (within !== undefined)
      await inTransaction(database, (platform) => within(tenantDb(platform, call.tenantId), output));
    return output;
  };
}

/**
 * The first half of the guard, for whoever must know before there is an input: tenant, then permission.
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
    'Only the person may do this: neither an app, nor an API key that somebody else has made for them.',
  );
}

/** @throws AppError permission_missing naming the permission */
export function requirePermission(actor: Actor, permission: Permission): void {
  if (actor.permissions.has(permission)) return;
  throw new AppError('permission_missing', `This takes the permission ${permission}.`, {
    meta: { permission },
  });
}
