import type { VariablePair } from './facts.ts';

/** Words that one side may have and the other may lack: FOO_CLIENT_ID with FOO_SECRET. */
const QUALIFIERS = ['client', 'app', 'consumer', 'oauth'];

/**
 * The pairs of names that share a stem, one side an id or key, the other a secret: SALESFORCE_KEY and
 * SALESFORCE_SECRET, PODIO_APP_ID and PODIO_APP_SECRET, clientId and clientSecret. Case and separators do not
 * count. Only where no pair fits so, one side may have a qualifier that the other lacks. More than one pair
 * means that the names do not tell.
 */
export function findVariablePairs(names: readonly string[]): VariablePair[] {
  const byPlainName = groupByPlain(names);
  const pairsBy = (idNames: (secret: string) => string[]) =>
    names.flatMap((client_secret) =>
      [...new Set(idNames(plain(client_secret)))]
        .flatMap((id) => byPlainName.get(id) ?? [])
        .map((client_id) => ({ client_id, client_secret })),
    );
  const strict = pairsBy(idNamesOf);
  return strict.length > 0 ? strict : pairsBy(looseIdNamesOf);
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

function groupByPlain(names: readonly string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const name of names) groups.set(plain(name), [...(groups.get(plain(name)) ?? []), name]);
  return groups;
}

/** What the id would be called beside this secret: pizzavansecret gives pizzavanid and pizzavankey. */
function idNamesOf(secret: string): string[] {
  return stems(secret).flatMap(([before, after]) => [`${before}id${after}`, `${before}key${after}`]);
}

function looseIdNamesOf(secret: string): string[] {
  return stems(secret).flatMap(([before, after]) =>
    QUALIFIERS.flatMap((qualifier) => {
      const fewer = before.endsWith(qualifier) ? before.slice(0, -qualifier.length) : undefined;
      const more = before === '' ? undefined : `${before}${qualifier}`;
      return [fewer, more]
        .filter((stem) => stem)
        .flatMap((stem) => [`${stem}id${after}`, `${stem}key${after}`]);
    }),
  );
}

/** What stands around the last "secret" (or "secretkey") of a name; a bare SECRET has no stem to share. */
function stems(name: string): [string, string][] {
  return ['secret', 'secretkey'].flatMap((word): [string, string][] => {
    const at = name.lastIndexOf(word);
    if (at < 0 || name.length === word.length) return [];
    return [[name.slice(0, at), name.slice(at + word.length)]];
  });
}
