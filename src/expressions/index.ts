/**
 * JSONata expressions that tenants write. `assertExpression` checks one when it is saved. `evaluate` runs it on
 * someone's data, in a separate process (`evaluation.ts`, `turn.ts`, `program.mjs`, `sandbox.cjs`) when it is its turn
 * (`schedule.ts`), because its author may be malicious. `parseExactly` parses the input without losing digits of IDs.
 */
export { evaluate, evaluateAll, loadLibrary, overloaded } from './evaluation.ts';
export { parseExactly } from './exact-json.ts';
export { assertExpression } from './expression.ts';
export { explainFailure } from './failure.ts';
export type { Outcome, ValueOutcome } from './outcome.ts';
export { textError, INEXACT } from './text.ts';
