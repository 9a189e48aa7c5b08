import type { LinkedVariables, VariablePair } from './facts.ts';
import { isBlank } from './oauth2-block.ts';
import { own } from './own-property.ts';
import { templateName } from './template.ts';

/**
 * Where a client_id or client_secret comes from: `variable`, the template of a declared variable, which is
 * linked to the OAuth client; `blank`, to be linked by name; `field`, entered with each credential; `fixed`,
 * written in the file; `unknown`, the template of a name that nothing declares.
 */
export type ClientSource =
  { kind: 'variable' | 'field' | 'unknown'; name: string } | { kind: 'blank' } | { kind: 'fixed' };

/** The sources of both sides. */
export interface ClientSources {
  client_id: ClientSource;
  client_secret: ClientSource;
}

/** The source of one side of an `oauth2` block; without a block both sides are blank. */
export function readClientSource(
  oauth2: Record<string, unknown> | undefined,
  side: 'client_id' | 'client_secret',
  declares: { variable: (name: string) => boolean; field: (name: string) => boolean },
): ClientSource {
  const value = oauth2 && own(oauth2, side);
  if (isBlank(value) || typeof value !== 'string') return { kind: 'blank' };
  const name = templateName(value);
  if (name === undefined) return { kind: 'fixed' };
  if (declares.variable(name)) return { kind: 'variable', name };
  return { kind: declares.field(name) ? 'field' : 'unknown', name };
}

/**
 * The variables that the OAuth client fills. A blank side is linked by name, if exactly one pair agrees with
 * the other side; when several do, they are candidates and the blank side stays open.
 */
export function linkVariables(
  sources: ClientSources,
  pairs: readonly VariablePair[],
): { linked: LinkedVariables; candidates: VariablePair[] } {
  const { client_id: id, client_secret: secret } = sources;
  const named: LinkedVariables = {
    ...(id.kind === 'variable' && { client_id: id.name }),
    ...(secret.kind === 'variable' && { client_secret: secret.name }),
  };
  if (id.kind !== 'blank' && secret.kind !== 'blank') return { linked: named, candidates: [] };

  const fits = pairs.filter((pair) => agrees(id, pair.client_id) && agrees(secret, pair.client_secret));
  const [only, second] = fits;
  if (only && !second) return { linked: { ...only }, candidates: [] };
  return { linked: named, candidates: fits };
}

function agrees(source: ClientSource, name: string): boolean {
  return source.kind === 'blank' || (source.kind === 'variable' && source.name === name);
}
