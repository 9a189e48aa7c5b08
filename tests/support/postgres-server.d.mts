export interface PostgresServer {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
  kill(signal: NodeJS.Signals): Promise<void>;
  restart(): Promise<void>;
}
export function startPostgres(options?: { fsync?: boolean }): Promise<PostgresServer>;
