import type { VariablePair } from './facts.ts';

/** Words that only one side may have: FOO_CLIENT_ID with FOO_SECRET. */
const QUALIFIERS = ['client', 'app', 'consumer', 'oauth'];

/**
 * Pairs of names with the same stem, one an ID or key and the other a secret: SALESFORCE_KEY and SALESFORCE_SECRET,
 * PODIO_APP_ID and PODIO_APP_SECRET, clientId and clientSecret. Case and separators are ignored, and one side may have
 * a qualifier that the other does not have. More than one pair is ambiguous, unless one of them is certain
 * (`isCertainPair`).
 */
export function findVariablePairs(names: readonly string[]): VariablePair[] {
  const byNormalName = groupByNormal(names);
  const pairsBy = (idNames: (secret: string) => string[]) =>
    names.flatMap((client_secret) =>
      [...new Set(idNames(plain(client_secret)))]
        .flatMap((id) => byNormalName.get(id) ?? [])
        .map((client_id) => ({ client_id, client_secret })),
    );
  return [...pairsBy(idNamesOf), ...pairsBy(looseIdNamesOf)];
}

/**
 * Whether the names of a pair are unambiguous: FOO_CLIENT_ID with FOO_CLIENT_SECRET. FOO_KEY could be an API key, so if
 * there is also FOO_CLIENT_ID, neither of the two certainly belongs to FOO_SECRET.
 */
export function isCertainPair({ client_id, client_secret }: VariablePair): boolean {
  const [id, secret] = [plain(client_id), plain(client_secret)];
  return idNamesOf(secret).includes(id) && /(client|app|consumer|oauth)(id|key)/.test(id);
}

/** The names outside a pair that look like a client ID, or a client secret, of their own. */
export function rivalsOf(
  { client_id, client_secret }: VariablePair,
  names: readonly string[],
): { client_ids: string[]; client_secrets: string[] } {
  const others = names.filter((name) => name !== client_id && name !== client_secret);
  const client_secrets = others.filter((name) => CLIENT_SECRET.test(wordsOf(name)));
  const isSecret = new Set(client_secrets);
  return {
    client_ids: others.filter((name) => CLIENT_ID.test(wordsOf(name)) && !isSecret.has(name)),
    client_secrets,
  };
}

const CLIENT_ID = /(client|app|application|consumer|oauth)_?(id|identifier|key)(?![a-z])/;
const CLIENT_SECRET = /(client|app|application|consumer|oauth)_?(key_?)?secret(?![a-z])/;

/** A name in snake case, so that the ID in appIdEU is recognized, but not the one in CLIENT_IDLE_TIME. */
function wordsOf(name: string): string {
  return name
    .replaceAll('oAuth', 'oauth')
    .replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, '_')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_');
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

function groupByNormal(names: readonly string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const name of names) groups.set(plain(name), [...(groups.get(plain(name)) ?? []), name]);
  return groups;
}

/** Possible names of the ID for a secret: pizzavansecret gives pizzavanid and pizzavankey. */
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

/** The parts before and after the last "secret" (or "secretkey") in a name; none for a bare SECRET. */
function stems(name: string): [string, string][] {
  return ['secret', 'secretkey'].flatMap((word): [string, string][] => {
    const at = name.lastIndexOf(word);
    if (at < 0 || name.length === word.length) return [];
    return [[name.slice(0, at), name.slice(at + word.length)]];
  });
}
