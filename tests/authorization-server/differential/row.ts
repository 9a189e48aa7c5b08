import type { Difference, Outcome } from './outcome.ts';
import type { Server } from './server.ts';

/** One request, with what must be done before it, to both servers. */
export interface Row {
  name: string;
  run(server: Server): Promise<Outcome>;
  /** Valetkey must not answer with an error. */
  succeeds: boolean;
  differs?: { in: Difference; because: string };
}

/** Where Valetkey answers otherwise: in what, each with its own way and the other's, and what allows it. */
type Differs = [difference: Difference, because: string];

export function good(name: string, run: Row['run'], ...differs: Differs | []): Row {
  return { ...wrong(name, run, ...differs), succeeds: true };
}

export function wrong(name: string, run: Row['run'], ...[difference, because]: Differs | []): Row {
  return {
    name,
    run,
    succeeds: false,
    ...(difference !== undefined && { differs: { in: difference, because: because! } }),
  };
}
