import { setTimeout } from 'node:timers/promises';

/** Milliseconds, the shortest Retry-After. */
const PAUSE = 1000;

/** Sends a request, and repeats it while the server is overloaded (503). */
export async function unlessOverloaded<T extends { status: number }>(send: () => Promise<T>): Promise<T> {
  for (;;) {
    const answer = await send();
    if (answer.status !== 503) return answer;
    await setTimeout(PAUSE);
  }
}
