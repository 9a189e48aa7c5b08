import PostgresDialect from 'knex/lib/dialects/postgres/index.js';
import pg from 'pg';

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

/** Knex's PostgreSQL dialect with ClosingClient connections. */
export class ClosingPostgresClient extends PostgresDialect {
  override _driver() {
    return { ...pg, Client: ClosingClient };
  }
}
