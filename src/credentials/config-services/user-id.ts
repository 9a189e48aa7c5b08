import { explainFailure, textError, INEXACT, type Outcome } from '../../expressions/index.ts';
import { isReadable } from '../../system/readable-text.ts';
import { ConfigServiceError } from './config-service-error.ts';

/** Characters. */
const MAX_ID_LENGTH = 500;
const MISLEADING = 'a string with invisible or bidirectional control characters';

/**
 * The external user ID from the result of an expression.
 * @throws ConfigServiceError saying what the expression returned instead
 */
export function userIdOf(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'text': {
      const problem = textError(outcome.text, MAX_ID_LENGTH, outcome.length);
      if (problem !== undefined) throw returned(problem);
      // Users compare IDs by eye, in lists and logs.
      if (!isReadable(outcome.text)) throw returned(MISLEADING);
      return outcome.text;
    }
    case 'number':
      if (outcome.exact) return outcome.text;
      throw returned(INEXACT);
    case 'other':
      throw returned(`${outcome.what}, but it must return a string or a number`);
    default:
      throw fault(explainFailure(outcome));
  }
}

function returned(what: string): ConfigServiceError {
  return fault(`the expression returned ${what}.`);
}

function fault(reason: string): ConfigServiceError {
  return new ConfigServiceError('user_id_mapper', reason);
}
