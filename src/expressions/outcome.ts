/** There is no result, whatever was asked for. */
export type Failure =
  | { kind: 'error'; code: string; words: string; position: number | null }
  /** It waits for something that never comes. */
  | { kind: 'none' }
  /** It took longer than a second. */
  | { kind: 'slow' }
  /** The process died of it: it needed too much memory. */
  | { kind: 'died' };

/** What became of an expression that is to give a text or a number. */
export type Outcome =
  | Failure
  /** The first 2,000 characters, and how many there are. */
  | { kind: 'text'; text: string; length: number }
  /** `exact`: not so large that JavaScript has rounded it. */
  | { kind: 'number'; text: string; exact: boolean }
  | { kind: 'other'; what: string };

/** What became of an expression that may give any value. */
export type ValueOutcome =
  | Failure
  /** JSON text, in which functions are left out. */
  | { kind: 'value'; json: string }
  /** It would take more than 1 MiB of JSON text. */
  | { kind: 'large' }
  /** Nothing, or a function. */
  | { kind: 'other'; what: string };

/** What an expression is to give, and what becomes of it. */
export interface OutcomeOf {
  scalar: Outcome;
  value: ValueOutcome;
}

export type ResultKind = keyof OutcomeOf;
