import { setTimeout } from 'node:timers/promises';

/** Milliseconds: what Retry-After asks for at least. */
const PAUSE = 1000;

/** Sends a request, and sends it again as long as the server answers that it is overloaded (503). */
export async function unlessOverloaded<T extends { status: number }>(send: () => Promise<T>): Promise<T> {
  for (;;) {
    const answer = await send();
    if (answer.status !== 503) return answer;
    await setTimeout(PAUSE);
  }
}
