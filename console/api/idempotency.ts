/**
 * Keys by which the server knows a repetition. A document that was sent, and whose answer never came, keeps its key, so
 * that pressing the button again makes nothing twice; any answer ends it.
 */
const unanswered = new Map<string, string>();

export async function once<T>(what: string, send: (key: string) => Promise<T>): Promise<T> {
  const key = unanswered.get(what) ?? crypto.randomUUID();
  unanswered.set(what, key);
  try {
    const answer = await send(key);
    unanswered.delete(what);
    return answer;
  } catch (error) {
    const { status } = error as { status?: number };
    if (status !== undefined && status !== 0 && status < 500) unanswered.delete(what);
    throw error;
  }
}
