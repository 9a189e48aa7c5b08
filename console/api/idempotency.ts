import type { ApiAnswer, Call } from './request.ts';

/**
 * Idempotency keys. A document that was sent without receiving a response keeps its key, so pressing the button again
 * does not create a duplicate. Any response releases the key.
 */
const unanswered = new Map<string, string>();

/** Requests in progress, by content. */
const inFlight = new Map<string, Promise<ApiAnswer>>();

/**
 * Sends a POST that must take effect only once. A second one with the same content shares the response of the first
 * while it is in progress: the server would replay the response without the secret that is shown once.
 * @throws ApiError
 */
export function postOnce(call: Call, path: string, body?: object): Promise<ApiAnswer> {
  const what = path + JSON.stringify(body ?? null);
  const answer = inFlight.get(what) ?? send(what, call, path, body).finally(() => inFlight.delete(what));
  inFlight.set(what, answer);
  return answer;
}

async function send(what: string, call: Call, path: string, body: object | undefined): Promise<ApiAnswer> {
  const key = unanswered.get(what) ?? crypto.randomUUID();
  unanswered.set(what, key);
  try {
    const headers = { 'Idempotency-Key': key };
    const answer = await call(path, { method: 'POST', headers, ...(body !== undefined && { body }) });
    unanswered.delete(what);
    return answer;
  } catch (error) {
    const { status } = error as { status?: number };
    if (status !== undefined && status !== 0 && status < 500) unanswered.delete(what);
    throw error;
  }
}
