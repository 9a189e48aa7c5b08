import { assertAllowed, type Call, type Perform } from '../actions/index.ts';
import { createdAnswer, type StoredAnswer } from './answers.ts';
import type { DocumentParts } from './document.ts';
import type { Idempotency } from './idempotency.ts';
import type { Input, Route } from './route.ts';

interface Parts {
  perform: Perform;
  rendering: DocumentParts<never>;
  /** There when the request carries an Idempotency-Key. */
  retry: { key: string; idempotency: Idempotency; path: string; body: Buffer } | undefined;
}

/** A POST that makes a resource; with an Idempotency-Key at most once, and with the same answer every time. */
export async function create(
  route: Extract<Route, { answer: 'created' }>,
  call: Call,
  input: Input,
  { perform, rendering, retry }: Parts,
): Promise<StoredAnswer> {
  if (retry === undefined) return createdAnswer(await perform(route.action, call, input), rendering, []);
  // Before anything is kept under the caller's name, or an earlier answer is given again.
  assertAllowed(route.action, call);
  const { key, idempotency, path, body } = retry;
  const begun = await idempotency.begin(call, key, { path, body });
  if ('status' in begun) return { ...begun, headers: { ...begun.headers, 'Idempotent-Replayed': 'true' } };
  try {
    const record = await perform(route.action, call, input, (db, made: never) =>
      begun.complete(db, createdAnswer(made, rendering, route.onceOnly ?? [])),
    );
    return createdAnswer(record, rendering, []);
  } catch (error) {
    await begun.release();
    throw error;
  }
}
