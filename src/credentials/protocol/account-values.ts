import { isStorable } from '../../system/storable-text.ts';
import { isSecretValue } from '../../providers/index.ts';
import { valueAt } from '../../system/value-at.ts';

/** Longer values are not IDs or names of an account. */
const MAX_VALUE_LENGTH = 500;

/**
 * The account's values in a response: strings, and numbers as text. Others are left out, and so are secrets, since the
 * values are returned with every token.
 */
export function valuesOf(
  response: Record<string, unknown>,
  pointers: Record<string, string | undefined>,
  isSecret: (value: string) => boolean,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(pointers).flatMap(([name, pointer = '']) => {
      const value = isSecretValue(pointer) ? undefined : valueAt(response, pointer);
      const text = typeof value === 'number' ? String(value) : value;
      const usable = typeof text === 'string' && text !== '' && text.length <= MAX_VALUE_LENGTH;
      return usable && isStorable(text) && !isSecret(text) ? [[name, text]] : [];
    }),
  );
}
