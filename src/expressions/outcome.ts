/** There is no result of any kind. */
export type Failure =
  | { kind: 'error'; code: string; message: string; position: number | null }
  /** The expression waits for something that never happens. */
  | { kind: 'none' }
  /** The evaluation took longer than a second. */
  | { kind: 'slow' }
  /** The process died because it used too much memory. */
  | { kind: 'died' };

/** The outcome of an expression that should return a string or a number. */
export type Outcome =
  | Failure
  /** The first 2,000 characters, and the full length. */
  | { kind: 'text'; text: string; length: number }
  /** `exact`: JavaScript has not rounded it, because it is small enough. */
  | { kind: 'number'; text: string; exact: boolean }
  | { kind: 'other'; what: string };

/** The outcome of an expression that may return any value. */
export type ValueOutcome =
  | Failure
  /** JSON text, without functions. */
  | { kind: 'value'; json: string }
  /** Its JSON text would be larger than 1 MiB. */
  | { kind: 'large' }
  /** Nothing, a function, or a number that is too large. */
  | { kind: 'other'; what: string };

/** The outcome for each kind of result that can be requested. */
export interface OutcomeOf {
  scalar: Outcome;
  value: ValueOutcome;
}

export type ResultKind = keyof OutcomeOf;
