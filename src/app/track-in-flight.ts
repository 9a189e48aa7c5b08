import type { Perform } from '../actions/index.ts';
import type { InFlight } from '../jobs/index.ts';

/** Wraps the guard to track actions that call third parties, so that shutdown waits for them (`serve.ts`). */
export function trackInFlight(perform: Perform, inFlight: InFlight): Perform {
  return (action, call, input, within) => {
    const work = perform(action, call, input, within);
    if (action.writes !== 'in steps') return work;
    return inFlight.track({ ...subjectOf(input), action: action.name, tenant: call.tenantId }, work);
  };
}

/** The credential of the connection that the callback finishes, or the resource in the path. */
function subjectOf(input: unknown): Record<string, string> {
  const { attempt, params } = (input ?? {}) as {
    attempt?: { credential_id: string };
    params?: { id?: string };
  };
  if (attempt !== undefined) return { credential: attempt.credential_id };
  return params?.id === undefined ? {} : { id: params.id };
}
