import type { Differs } from './allowed.ts';
import type { Outcome } from './outcome.ts';
import type { Server } from './server.ts';

/** One request to both servers, with the requests that prepare it. */
export interface Row {
  name: string;
  run(server: Server): Promise<Outcome>;
  /** Valetkey must not answer with an error. */
  succeeds: boolean;
  differs: Differs | undefined;
}

export function good(name: string, run: Row['run'], differs?: Differs): Row {
  return { name, run, succeeds: true, differs };
}

export function wrong(name: string, run: Row['run'], differs?: Differs): Row {
  return { name, run, succeeds: false, differs };
}
