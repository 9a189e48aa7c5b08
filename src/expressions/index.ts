/**
 * JSONata expressions that tenants write. `assertExpression` checks one when it is saved. `evaluate` runs it on users'
 * data. Its author may be malicious, so it runs in a separate process (`turn.ts`, `program.mjs`, `sandbox.cjs`), and
 * waits for its turn (`scheduler.ts`). `parseExactly` parses the input without losing digits of IDs.
 */
export { evaluate, evaluateAll, loadLibrary, overloaded } from './evaluation.ts';
export { parseExactly } from './exact-json.ts';
export { assertExpression } from './expression.ts';
export { explainFailure } from './failure.ts';
export type { Outcome, ValueOutcome } from './outcome.ts';
export { textError, INEXACT } from './text.ts';
