import PostgresDialect from 'knex/lib/dialects/postgres/index.js';
import pg from 'pg';
import { isReadOnly } from './errors.ts';

/**
 * After a failed login the driver leaves its socket open, which would keep the process alive: a command would never
 * exit after its error.
 */
export class ClosingClient extends pg.Client {
  override connect(): Promise<pg.Client>;
  override connect(done: (error: Error) => void): void;
  override connect(done?: (error: Error) => void): Promise<pg.Client> | void {
    const connecting = (super.connect() as Promise<unknown> as Promise<pg.Client>).catch((error: unknown) => {
      (this as unknown as WithConnection).connection.stream.destroy();
      throw error;
    });
    if (done === undefined) return connecting;
    connecting.then(
      () => (done as () => void)(),
      (error: unknown) => done(error as Error),
    );
  }
}

/** Missing from pg's types. */
interface WithConnection {
  connection: { stream: { destroy(): void } };
}

/** When a connection was opened, and the pool that it belongs to. */
const opened = new WeakMap<object, { at: number; pool: Pool }>();

interface Pool {
  /** Connections from before this time are not used again. Milliseconds, monotonic. */
  staleBefore: number;
}

/**
 * Knex's PostgreSQL dialect with ClosingClient connections. After a failover, connections to the server that is now a
 * standby stay open, and refuse to write. At the first refusal, all connections of the pool are replaced when they are
 * used next, so that the new primary is found.
 */
export class FailoverPostgresClient extends PostgresDialect {
  private readonly connections: Pool = { staleBefore: -Infinity };

  override _driver() {
    return { ...pg, Client: ClosingClient };
  }

  override async acquireRawConnection(): Promise<object> {
    const connection = await super.acquireRawConnection();
    opened.set(connection, { at: performance.now(), pool: this.connections });
    return connection;
  }

  override async validateConnection(connection: object): Promise<boolean> {
    const { at, pool } = opened.get(connection)!;
    return at > pool.staleBefore && super.validateConnection(connection);
  }

  // In a transaction, `this` is a copy of the client without its fields.
  override async _query(connection: object, query: object): Promise<object> {
    try {
      return await super._query(connection, query);
    } catch (error) {
      if (isReadOnly(error)) opened.get(connection)!.pool.staleBefore = performance.now();
      throw error;
    }
  }
}
