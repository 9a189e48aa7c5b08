import { isStorable } from '../system/storable-text.ts';

/** For a number that has already lost digits. */
export const INEXACT = 'a number too large to be exact';

/**
 * What is wrong with a text that will be stored as a name or an ID, as a noun phrase such as "an empty string";
 * undefined if it is valid.
 * @param most maximum number of characters
 * @param length length in UTF-16 code units, if `text` is only the beginning
 */
export function textError(text: string, most: number, length = text.length): string | undefined {
  if (text === '') return 'an empty string';
  // A character may be two code units, so `length` alone only tells if the text has more than twice as many.
  if (length > 2 * most || Array.from(text).length > most) return `a string of more than ${most} characters`;
  if (!isStorable(text))
    return 'a string with a NUL character or an unpaired surrogate, which cannot be stored';
  return undefined;
}
