/** The work took too long. It may still be running. */
export class TimeoutError extends Error {
  override readonly name = 'TimeoutError';

  constructor(milliseconds: number) {
    super(`it took longer than ${milliseconds} ms`);
  }
}

/** Waits for `work` for up to `milliseconds`. @throws TimeoutError, or what `work` throws */
export async function withTimeout<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  const done = await resultWithin(
    work.then((value) => ({ value })),
    milliseconds,
  );
  if (done === undefined) throw new TimeoutError(milliseconds);
  return done.value;
}

/** Waits for `work` for up to `milliseconds`. @returns undefined if it takes longer; it continues */
export async function resultWithin<T>(work: Promise<T>, milliseconds: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), milliseconds);
  });
  // Ignore a failure that comes after the timeout.
  work.catch(() => undefined);
  return Promise.race([work, timeUp]).finally(() => clearTimeout(timer));
}
