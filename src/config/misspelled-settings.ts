import { secretSettings, settingNames } from './settings.ts';
import { CONFIG_FILE, fileVariable, type Environment } from './sources.ts';

const NAMES = settingNames();
const SOURCES = [CONFIG_FILE, ...secretSettings().map(({ env }) => fileVariable(env))];
const PREFIX = 'VALETKEY_';
/** Read by the commands that call the API. The server may run in the same shell. */
const OF_COMMANDS = ['VALETKEY_API', 'VALETKEY_LOGIN', 'VALETKEY_WEBHOOK_SECRET'];

/**
 * Returns a sentence for each variable that looks like a misspelled setting; it would be ignored silently otherwise.
 * Names that merely resemble a short one (HOST, PORT) belong to other programs.
 */
export function settingWarnings(environment: Environment): string[] {
  const faults: string[] = [];
  for (const name of Object.keys(environment).sort()) {
    if ([...NAMES, ...SOURCES, ...OF_COMMANDS].includes(name)) continue;
    const meant = nearest(name);
    if (meant !== undefined)
      faults.push(`${name} is not a setting, so it has no effect. Did you mean ${meant}?`);
    else if (name.startsWith(PREFIX))
      faults.push(
        `${name} is not a setting, so it has no effect. Run \`valetkey doctor\` to list all settings.`,
      );
  }
  const mode = environment['NODE_ENV'];
  if (mode !== undefined && /^prod/i.test(mode) && mode !== 'production')
    faults.push(`NODE_ENV is "${mode}", which is not production. Did you mean production?`);
  return faults;
}

function nearest(given: string): string | undefined {
  const name = given.toUpperCase();
  const bare = name.startsWith(PREFIX) ? name.slice(PREFIX.length) : name;
  const ours = NAMES.map((known) => ({ known, away: distance(bare, known) })).sort((a, b) => a.away - b.away);
  const [best] = ours as [{ known: string; away: number }];
  // The name itself, with a prefix or in another case. Names such as http_proxy are not misspellings of any setting.
  if (best.away === 0) return best.known;
  if (best.away <= tolerance(best.known)) return best.known;
  return NAMES.find(
    (known) =>
      known.length >= 10 &&
      ((bare.startsWith(known) &&
        /^(_?(LIST|HOSTS?|SECONDS|MS|S|BYTES)|[A-Z]+)$/.test(bare.slice(known.length))) ||
        bare.replaceAll('_', '') === known.replaceAll('_', '')),
  );
}

/** How many typos a name may have. A short name with a single typo is already a different word. */
function tolerance(known: string): number {
  if (known.length < 6) return 0;
  return known.length < 9 ? 1 : 2;
}

/**
 * Number of insertions, deletions, substitutions and swaps of neighbors between two texts (Damerau–Levenshtein
 * distance).
 */
function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, index) => index)];
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, rows[i - 2]![j - 2]! + 1);
      row.push(cost);
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}
