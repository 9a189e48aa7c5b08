import { isStorable } from '../../jsonapi/index.ts';
import { ConfigServiceError } from './config-service-error.ts';
import type { Outcome } from './evaluation.ts';

/** Characters. */
const LONGEST_ID = 500;

/**
 * The external user id that an evaluation gave.
 * @throws ConfigServiceError saying what it gave instead
 */
export function userIdOf(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'text':
      return storable(outcome.text, outcome.length);
    case 'number':
      if (outcome.exact) return outcome.text;
      throw gave('a number too large to be exact');
    case 'other':
      throw gave(`${outcome.what}; it must give a text or a number`);
    case 'error':
      throw fault(explain(outcome));
    case 'none':
      throw fault('the expression comes to no result.');
    case 'slow':
      throw fault('the expression ran for more than one second.');
    case 'died':
      throw fault('the expression needs more memory than it may have.');
  }
}

function storable(text: string, length: number): string {
  if (text === '') throw gave('an empty text');
  // A character may be two code units, so `length` tells only of what is more than twice too long.
  if (length > 2 * LONGEST_ID || Array.from(text).length > LONGEST_ID)
    throw gave(`a text of more than ${LONGEST_ID} characters`);
  if (!isStorable(text))
    throw gave('a text with a NUL character or half of a surrogate pair, which cannot be stored');
  return text;
}

function explain({ code, words, position }: Outcome & { kind: 'error' }): string {
  // An error without a code of JSONata's is JavaScript's own, and tells of JSONata's insides.
  if (!/^[SDT]\d{4}$/.test(code))
    return `the expression ${/string length/.test(words) ? 'makes a text that is too long' : 'cannot be evaluated'}.`;
  const where = position === null ? '' : ` (near character ${position})`;
  const what = REASONS[code] ?? words.replaceAll(/[\p{Cc}\s]+/gu, ' ').toWellFormed();
  return `the expression failed${where}: ${what.replace(/\.?$/, '.')}`;
}

const REASONS: Readonly<Record<string, string>> = {
  D1011: 'it calls itself too often without coming to an end.',
  D2014: 'it makes a list that is too long.',
  D2015: 'it makes a list that is too long.',
};

function gave(what: string): ConfigServiceError {
  return fault(`the expression gave ${what}.`);
}

function fault(reason: string): ConfigServiceError {
  return new ConfigServiceError('user_id_mapper', reason);
}
