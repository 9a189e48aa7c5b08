import { assertAllowed, type Action, type Call, type Perform } from '../actions/index.ts';
import { replayResponse, type StoredResponse } from './responses.ts';
import type { DocumentParts } from './document.ts';
import type { Idempotency } from './idempotency.ts';
import type { Input } from './route.ts';

interface Parts {
  perform: Perform;
  rendering: DocumentParts<never>;
  idempotency: Idempotency;
  /** The request's Idempotency-Key, then what identifies the request when it is sent again. */
  key: string | undefined;
  path: string;
  /** The document as it was sent; undefined if the route takes none. */
  body: unknown;
}

/**
 * Runs any POST. With an Idempotency-Key it takes effect at most once and always returns the same response.
 *
 * An error frees the key, because the request had no effect: its transaction was rolled back, or the action has failed.
 * If an action outside a transaction has succeeded and only its response could not be stored, the effect remains, so
 * the key stays reserved until its lease ends.
 */
export async function post(
  { action }: { action: Action<Input, never> },
  call: Call,
  input: Input,
  respond: (record: never) => StoredResponse,
  { perform, rendering, idempotency, key, path, body }: Parts,
): Promise<StoredResponse> {
  if (key === undefined) return respond(await perform(action, call, input));
  // Checked before anything is stored for the caller, or an earlier response is returned.
  assertAllowed(action, call);
  const reservation = await idempotency.begin(call, key, { path, body });
  if ('status' in reservation)
    return { ...reservation, headers: { ...reservation.headers, 'Idempotent-Replayed': 'true' } };
  let hasEffect = false;
  try {
    const record = await perform(action, call, input, (db, made: never) => {
      hasEffect = action.writes !== true;
      return reservation.complete(db, replayResponse(respond(made), made, rendering));
    });
    return respond(record);
  } catch (error) {
    if (!hasEffect) await reservation.release();
    throw error;
  } finally {
    reservation.end();
  }
}
