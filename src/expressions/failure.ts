import type { Failure } from './outcome.ts';

/** Why there is no result: a clause about "the expression" without the data in it, which ends with a full stop. */
export function explainFailure(failure: Failure): string {
  switch (failure.kind) {
    case 'error':
      return explainError(failure);
    case 'none':
      return 'the expression comes to no result.';
    case 'slow':
      return 'the expression ran for more than one second.';
    case 'died':
      return 'the expression needs more memory than it may have.';
  }
}

function explainError({ code, words, position }: Failure & { kind: 'error' }): string {
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
