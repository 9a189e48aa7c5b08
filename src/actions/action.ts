import type { TenantDb } from '../db/index.ts';
import type { Actor } from './actor.ts';
import type { Permission } from './permissions.ts';

/** What an action runs with. `db` is already scoped to the actor's tenant. */
export interface Context {
  actor: Actor;
  db: TenantDb;
  now: number;
  requestId: string | null;
  /** The client's IP address; null outside of a request. */
  ipAddress: string | null;
}

/** What an action adds to its audit row, besides the actor and the time. Never a secret. */
export interface AuditEntry {
  type: string;
  id: string | null;
  details?: Record<string, unknown>;
}

interface Common {
  /** `<resource>.<verb>`, as shown in the audit log. */
  name: string;
  /**
   * The required permission; `authenticated` for actions on the caller's own account, `in person` for those that no app
   * may perform on the user's behalf, whatever its scopes.
   */
  permission: Permission | 'authenticated' | 'in person';
  /** JSON Schema for `input.document`. */
  schema?: string;
}

export interface ReadAction<Input, Output> extends Common {
  writes: false;
  run(context: Context, input: Input): Promise<Output>;
}

export interface WriteAction<Input, Output> extends Common {
  writes: true;
  run(context: Context, input: Input): Promise<Output>;
  /** Returns null when nothing changed. */
  audit(output: Output, input: Input): AuditEntry | null;
}

/**
 * An action that calls a provider between its writes, so no transaction is open during the call. `context.db` is for
 * reads; every write goes through `context.commit`.
 */
export interface SteppedAction<Input, Output> extends Common {
  writes: 'in steps';
  run(context: SteppedContext, input: Input): Promise<Output>;
}

export interface SteppedContext extends Context {
  /** Runs one transaction and writes its audit row under the action's name. */
  commit: Commit;
}

type Commit = <T>(work: (db: TenantDb) => Promise<T>, audit: (result: T) => AuditEntry | null) => Promise<T>;

/** One use case. The JSON:API, the console and the CLI only translate requests to it. */
export type Action<Input, Output> =
  ReadAction<Input, Output> | WriteAction<Input, Output> | SteppedAction<Input, Output>;

export interface Call {
  actor: Actor;
  tenantId: string;
  requestId: string | null;
  /** The client's IP address; null outside of a request. */
  ipAddress: string | null;
}
