/**
 * Expressions that tenants write, in JSONata. `assertExpression` parses one when it is written; `evaluate` evaluates
 * it over somebody's data, in a process of its own (`evaluation.ts`, `turn.ts`, `program.ts`), because whoever wrote
 * it may have meant harm. `parseExactly` is for what goes in: no digit of an id may be lost.
 */
export { evaluate, evaluateAll } from './evaluation.ts';
export { isObject, parseExactly } from './exact-json.ts';
export { assertExpression } from './expression.ts';
export { explainFailure } from './failure.ts';
export type { Failure, Outcome, OutcomeOf, ResultKind, ValueOutcome } from './outcome.ts';
export { faultOfText, INEXACT } from './text.ts';
