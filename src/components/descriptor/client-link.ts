import { linkVariables, readClientSource } from './client-source.ts';
import type { ClientSources } from './client-source.ts';
import type { Declarations } from './declarations.ts';
import type { LinkedVariables, VariablePair } from './facts.ts';
import { findVariablePairs } from './variable-pairs.ts';

/** Which variables are filled from the OAuth client, and where the client comes from otherwise. */
export interface ClientLink {
  sources: ClientSources;
  linked: LinkedVariables;
  candidates: VariablePair[];
  /** No OAuth field, block or flag, so the variables may be for something else. */
  pairIsInconclusive: boolean;
}

/** @param chosen variables chosen for the client; treated as if the file named them */
export function linkClient(
  { block, oauth1, fields, usesOauthClient, variables }: Declarations,
  chosen: LinkedVariables,
): ClientLink {
  const names = new Set(variables.map(({ name }) => name));
  const declares = {
    variable: (name: string) => names.has(name),
    // An HTTPAuthView can provide any name, unless the file declares that the tenant's client is used.
    field: (name: string) => fields.includes(name) || (fields.ownClient && !usesOauthClient),
  };
  const sourceOf = (side: 'client_id' | 'client_secret') => {
    const name = chosen[side];
    return name === undefined
      ? readClientSource(block?.declared, side, declares)
      : ({ kind: 'variable', name, declared: names.has(name) } as const);
  };
  const sources: ClientSources = {
    client_id: sourceOf('client_id'),
    client_secret: sourceOf('client_secret'),
  };
  const isChosen = chosen.client_id !== undefined || chosen.client_secret !== undefined;
  const pairIsInconclusive =
    !usesOauthClient && !block && !oauth1 && !isChosen && !fields.oauth && fields.names.size > 0;
  if (oauth1) return { sources, pairIsInconclusive, linked: {}, candidates: [] };
  const pairs = findVariablePairs([...names]);
  if (pairIsInconclusive) return { sources, pairIsInconclusive, linked: {}, candidates: pairs };
  return { sources, pairIsInconclusive, ...linkVariables(sources, pairs, [...names]) };
}
