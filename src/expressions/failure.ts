import type { Failure } from './outcome.ts';

/**
 * Why there is no result: a clause that starts with "the expression", contains none of the data, and ends with a
 * period.
 */
export function explainFailure(failure: Failure): string {
  switch (failure.kind) {
    case 'error':
      return explainError(failure);
    case 'none':
      return 'the expression never returned a result.';
    case 'slow':
      return 'the expression ran for more than one second.';
    case 'died':
      return 'the expression used more memory than allowed.';
  }
}

function explainError({ code, message, position }: Failure & { kind: 'error' }): string {
  // An error without a JSONata code is JavaScript's own, and describes JSONata's internals.
  if (!/^[SDT]\d{4}$/.test(code))
    return `the expression ${/string length/.test(message) ? 'builds a string that is too long' : 'cannot be evaluated'}.`;
  const where = position === null ? '' : ` (near character ${position})`;
  const what = REASONS[code] ?? message.replaceAll(/[\p{Cc}\s]+/gu, ' ').toWellFormed();
  return `the expression failed${where}: ${what.replace(/\.?$/, '.')}`;
}

const REASONS: Readonly<Record<string, string>> = {
  D1011: 'it recurses too deeply.',
  D2014: 'it builds an array that is too long.',
  D2015: 'it builds an array that is too long.',
};
