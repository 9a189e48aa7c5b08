import { linkClient } from './client-link.ts';
import { readDeclarations } from './declarations.ts';
import type { DescriptorFacts, LinkedVariables } from './facts.ts';
import type { Findings } from './findings.ts';
import { addFinding } from './findings.ts';
import { pointerTo } from './json-pointer.ts';
import { MAX_FINDINGS } from './limits.ts';
import { addNotes, addQuestions } from './questions.ts';
import type { Situation } from './questions.ts';
import { quote } from './quote.ts';
import { styleOf } from './style.ts';

/**
 * Reads what a parsed component.json declares about OAuth and environment variables. Only reads own properties of known
 * keys, so depth, size and unusual keys do not matter. Never throws: errors are returned as `problems`.
 * @param chosen variables chosen for the client; treated as if the file named them
 */
export function inspectDescriptor(
  descriptor: Record<string, unknown>,
  chosen: LinkedVariables = {},
): DescriptorFacts {
  const findings: Findings = { problems: [], questions: [], notes: [] };
  const declarations = readDeclarations(descriptor, findings);
  const situation: Situation = { ...declarations, ...linkClient(declarations, chosen) };
  const { flag, block, oauth1, linked, candidates } = situation;
  checkSameVariable(situation, findings);
  if (flag?.value !== false) addQuestions(situation, findings);
  addNotes(situation, findings);
  return {
    usesOauthClient: situation.usesOauthClient,
    style: styleOf(situation, findings),
    ...(flag && { flag: { pointer: pointerTo(flag.path), value: flag.value } }),
    ...(block && { oauth2: block.declared, oauth2Pointer: pointerTo(block.path) }),
    ...(oauth1 && { oauth1Pointer: pointerTo(oauth1) }),
    variables: situation.variables,
    linked,
    ...findings,
    candidates: candidates.slice(0, MAX_FINDINGS),
  };
}

function checkSameVariable({ block, linked }: Situation, { problems }: Findings): void {
  if (!block || !linked.client_id || linked.client_id !== linked.client_secret) return;
  const message = `client_id and client_secret both use the variable ${quote(linked.client_id)}. Use two different variables.`;
  addFinding(problems, [...block.path, 'client_secret'], 'oauth2_same_variable', message);
}
