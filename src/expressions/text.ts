import { isStorable } from '../jsonapi/index.ts';

/** Where an expression gives a number in which digits have been lost already. */
export const INEXACT = 'a number too large to be exact';

/**
 * What is wrong with a text that is to be kept as a name or an id, as what goes on after "it gave"; undefined where
 * nothing is.
 * @param most characters
 * @param length code units, where `text` is only the beginning of what there is
 */
export function faultOfText(text: string, most: number, length = text.length): string | undefined {
  if (text === '') return 'an empty text';
  // A character may be two code units, so `length` tells only of what is more than twice too long.
  if (length > 2 * most || Array.from(text).length > most) return `a text of more than ${most} characters`;
  if (!isStorable(text))
    return 'a text with a NUL character or half of a surrogate pair, which cannot be stored';
  return undefined;
}
