import { isObject, kindOf } from '../../system/json-type.ts';
import { linkVariables, readClientSource } from './client-source.ts';
import type { ClientSources } from './client-source.ts';
import { readFields } from './credential-fields.ts';
import type { DescriptorFacts, DescriptorStyle, LinkedVariables } from './facts.ts';
import type { Findings } from './findings.ts';
import { addFinding } from './findings.ts';
import { MAX_FINDINGS } from './limits.ts';
import { pointerTo } from './json-pointer.ts';
import { readOauth1 } from './oauth1-block.ts';
import { readOauth2 } from './oauth2-block.ts';
import { readOauthFlag } from './oauth-flag.ts';
import { addHints, addQuestions } from './questions.ts';
import type { Situation } from './questions.ts';
import { own } from './own-property.ts';
import { quote } from './quote.ts';
import { findVariablePairs } from './variable-pairs.ts';
import { readVariables } from './variables.ts';

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
  if (!isObject(descriptor)) {
    addFinding(
      findings.problems,
      [],
      'descriptor_type',
      `A component.json must be an object, not ${kindOf(descriptor)}.`,
    );
    descriptor = {};
  }
  const credentials = readCredentials(descriptor, findings);
  const fields = readFields(credentials, findings);
  const { flag, byAuthClientTypes } = readOauthFlag(descriptor, credentials, findings);
  const variables = readVariables(descriptor, findings);
  const block = readOauth2(descriptor, credentials, findings);
  const oauth1 = readOauth1(descriptor, credentials, {
    flag,
    besideOauth2: block !== undefined || byAuthClientTypes,
    findings,
  });
  const usesOauthClient = !oauth1 && (flag?.value === true || byAuthClientTypes);

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
  const pairs = findVariablePairs([...names]);
  const pairIsInconclusive =
    !usesOauthClient && !block && !oauth1 && !isChosen && !fields.oauth && fields.names.size > 0;
  const { linked, candidates } = oauth1
    ? { linked: {}, candidates: [] }
    : pairIsInconclusive
      ? { linked: {}, candidates: pairs }
      : linkVariables(sources, pairs, [...names]);

  const situation: Situation = {
    fields,
    block,
    oauth1,
    sources,
    linked,
    candidates,
    pairIsInconclusive,
    usesOauthClient,
  };
  checkSameVariable(situation, findings);
  if (flag?.value !== false) addQuestions(situation, findings);
  addHints(situation, findings);

  return {
    usesOauthClient,
    style: oauth1
      ? 'oauth1'
      : flag?.value
        ? 'oauth-client'
        : byAuthClientTypes
          ? 'auth-client-types'
          : styleOf(situation, findings),
    ...(flag && { flag: { pointer: pointerTo(flag.path), value: flag.value } }),
    ...(block && { oauth2: block.declared, oauth2Pointer: pointerTo(block.path) }),
    ...(oauth1 && { oauth1Pointer: pointerTo(oauth1) }),
    variables,
    linked,
    ...findings,
    candidates: candidates.slice(0, MAX_FINDINGS),
  };
}

function readCredentials(
  descriptor: Record<string, unknown>,
  { problems }: Findings,
): Record<string, unknown> {
  const credentials = own(descriptor, 'credentials');
  if (credentials === undefined) return {};
  if (isObject(credentials)) return credentials;
  addFinding(
    problems,
    ['credentials'],
    'credentials_type',
    `credentials must be an object, not ${kindOf(credentials)}.`,
  );
  return {};
}

function checkSameVariable({ block, linked }: Situation, { problems }: Findings): void {
  if (!block || !linked.client_id || linked.client_id !== linked.client_secret) return;
  const message = `client_id and client_secret both use the variable ${quote(linked.client_id)}. Use two different variables.`;
  addFinding(problems, [...block.path, 'client_secret'], 'oauth2_same_variable', message);
}

/** The style of a descriptor that does not declare an OAuth client. */
function styleOf({ block, fields, sources, linked }: Situation, { questions }: Findings): DescriptorStyle {
  if (questions.length > 0) return 'undecided';
  if (linked.client_id && linked.client_secret) return 'legacy';
  const isEntered = sources.client_id.kind === 'field' || sources.client_id.kind === 'fixed';
  if ((block && isEntered) || fields.ownClient) return 'own-client';
  return 'none';
}
