import { isStorable } from '../../system/storable-text.ts';
import { isSecretValue } from '../../providers/index.ts';

/** The parameters of a provider's redirect that occur once, by name (RFC 6749, 4.1.2; RFC 5849, 2.2; RFC 9207). */
export type RedirectQuery = Readonly<Record<string, string>>;

const MAX_ACCOUNT_VALUE = 500;

/** The parameters that are kept with the account. One that is too long or cannot be stored is left out. */
export function accountValuesIn(query: RedirectQuery, names: readonly string[]): Record<string, string> {
  const kept = names.filter((name) => !isSecretValue(name)).map((name) => [name, own(query, name)] as const);
  return Object.fromEntries(
    kept.filter(
      (entry): entry is [string, string] =>
        entry[1] !== undefined &&
        entry[1] !== '' &&
        entry[1].length <= MAX_ACCOUNT_VALUE &&
        isStorable(entry[1]),
    ),
  );
}

export function own(query: RedirectQuery, name: string): string | undefined {
  return Object.hasOwn(query, name) ? query[name] : undefined;
}
