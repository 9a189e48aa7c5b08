import { explainFailure, faultOfText, INEXACT, type Outcome } from '../../expressions/index.ts';
import { ConfigServiceError } from './config-service-error.ts';

/** Characters. */
const LONGEST_ID = 500;

/**
 * The external user id that an evaluation gave.
 * @throws ConfigServiceError saying what it gave instead
 */
export function userIdOf(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'text': {
      const wrong = faultOfText(outcome.text, LONGEST_ID, outcome.length);
      if (wrong === undefined) return outcome.text;
      throw gave(wrong);
    }
    case 'number':
      if (outcome.exact) return outcome.text;
      throw gave(INEXACT);
    case 'other':
      throw gave(`${outcome.what}; it must give a text or a number`);
    default:
      throw fault(explainFailure(outcome));
  }
}

function gave(what: string): ConfigServiceError {
  return fault(`the expression gave ${what}.`);
}

function fault(reason: string): ConfigServiceError {
  return new ConfigServiceError('user_id_mapper', reason);
}
