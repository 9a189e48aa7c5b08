import type { LinkedVariables, VariablePair } from './facts.ts';
import { isBlank } from './oauth2-block.ts';
import { own } from './own-property.ts';
import { looksLikeTemplate, templateName } from './template.ts';
import { isVariableName } from './variables.ts';
import { isCertainPair, rivalsOf } from './variable-pairs.ts';

/**
 * Where a client_id or client_secret comes from:
 * - `variable`: a template for an environment variable, declared or not, which is linked to the OAuth client.
 * - `blank`: missing or empty, linked by variable name.
 * - `field`: entered with each credential.
 * - `fixed`: hard-coded in the file.
 * - `malformed`: neither a template nor a value, for example `${NAME}`.
 */
export type ClientSource =
  | { kind: 'variable'; name: string; declared: boolean }
  | { kind: 'field'; name: string }
  | { kind: 'blank' | 'fixed' | 'malformed' };

export interface ClientSources {
  client_id: ClientSource;
  client_secret: ClientSource;
}

/** The source of client_id or client_secret in an `oauth2` block; `blank` if there is no block. */
export function readClientSource(
  oauth2: Record<string, unknown> | undefined,
  side: 'client_id' | 'client_secret',
  declares: { variable: (name: string) => boolean; field: (name: string) => boolean },
): ClientSource {
  const value = oauth2 && own(oauth2, side);
  if (isBlank(value) || typeof value !== 'string') return { kind: 'blank' };
  const name = templateName(value);
  if (name === undefined) return { kind: looksLikeTemplate(value) ? 'malformed' : 'fixed' };
  if (declares.variable(name)) return { kind: 'variable', name, declared: true };
  if (declares.field(name)) return { kind: 'field', name };
  return isVariableName(name) ? { kind: 'variable', name, declared: false } : { kind: 'malformed' };
}

/**
 * The variables that are filled from the OAuth client. A blank side is linked by name if exactly one pair matches the
 * other side, and no other name looks like that side. Otherwise, the possible pairs are returned as candidates and the
 * blank side is not linked.
 * @param names all variables of the descriptor
 */
export function linkVariables(
  sources: ClientSources,
  pairs: readonly VariablePair[],
  names: readonly string[],
): { linked: LinkedVariables; candidates: VariablePair[] } {
  const { client_id: id, client_secret: secret } = sources;
  const named: LinkedVariables = {
    ...(id.kind === 'variable' && { client_id: id.name }),
    ...(secret.kind === 'variable' && { client_secret: secret.name }),
  };
  if (id.kind !== 'blank' && secret.kind !== 'blank') return { linked: named, candidates: [] };

  const matching = pairs.filter((pair) => matches(id, pair.client_id) && matches(secret, pair.client_secret));
  const certain = matching.filter(isCertainPair);
  const left = certain.length > 0 ? matching.filter((pair) => !isRuledOut(pair, certain)) : matching;
  const [only, second] = left;
  if (!only || second) return { linked: named, candidates: left };
  const rivals = rivalPairs(only, sources, pairs, names);
  if (rivals.length > 0) return { linked: named, candidates: [only, ...rivals] };
  return { linked: { ...only }, candidates: [] };
}

function matches(source: ClientSource, name: string): boolean {
  return source.kind === 'blank' || (source.kind === 'variable' && source.name === name);
}

/**
 * The pair with each other name that could be its blank client_id or client_secret. A name with a partner of its own
 * could not.
 */
function rivalPairs(
  pair: VariablePair,
  sources: ClientSources,
  pairs: readonly VariablePair[],
  names: readonly string[],
): VariablePair[] {
  const { client_ids, client_secrets } = rivalsOf(pair, names);
  return SIDES.flatMap((side) => {
    if (sources[side].kind !== 'blank') return [];
    const [rivals, partner] =
      side === 'client_id'
        ? ([client_ids, 'client_secret'] as const)
        : ([client_secrets, 'client_id'] as const);
    const taken = new Set(
      pairs.filter((other) => other[partner] !== pair[partner]).map((other) => other[side]),
    );
    return rivals.filter((name) => !taken.has(name)).map((name) => ({ ...pair, [side]: name }));
  });
}

const SIDES = ['client_id', 'client_secret'] as const;

/** Whether a pair is not certain and shares a variable with a pair that is. */
function isRuledOut(pair: VariablePair, certain: readonly VariablePair[]): boolean {
  return (
    !isCertainPair(pair) &&
    certain.some((other) => other.client_id === pair.client_id || other.client_secret === pair.client_secret)
  );
}
