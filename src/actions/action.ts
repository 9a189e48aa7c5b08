import type { TenantDb } from '../db/index.ts';
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

interface Common {
  /** `<resource>.<verb>`, the name in the audit log. */
  name: string;
  /**
   * The permission it takes; `authenticated` for what everybody may do to themselves, `in person` where no app may
   * do it for them, whatever its scopes.
   */
  permission: Permission | 'authenticated' | 'in person';
  /** Schema of `input.document`. */
  schema?: string;
}

export interface ReadAction<Input, Output> extends Common {
  writes: false;
  run(context: Context, input: Input): Promise<Output>;
}

export interface WriteAction<Input, Output> extends Common {
  writes: true;
  run(context: Context, input: Input): Promise<Output>;
  /** null where nothing was changed after all. */
  audit(output: Output, input: Input): AuditEntry | null;
}

/**
 * An action that talks to a third party between its writes: no transaction is open meanwhile. `context.db` is for
 * reading; each write goes through `context.commit`.
 */
export interface SteppedAction<Input, Output> extends Common {
  writes: 'in steps';
  run(context: SteppedContext, input: Input): Promise<Output>;
}

export interface SteppedContext extends Context {
  /** One transaction with its audit row, under the action's name. */
  commit: Commit;
}

export type Commit = <T>(
  work: (db: TenantDb) => Promise<T>,
  audit: (result: T) => AuditEntry | null,
) => Promise<T>;

/** One use case. The JSON:API, the console and the command line only translate to it. */
export type Action<Input, Output> =
  ReadAction<Input, Output> | WriteAction<Input, Output> | SteppedAction<Input, Output>;

export interface Call {
  actor: Actor;
  tenantId: string;
  requestId: string | null;
}
