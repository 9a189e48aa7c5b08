import type { ClientSource, ClientSources } from './client-source.ts';
import { linkVariables, readClientSource } from './client-source.ts';
import type { CredentialFields } from './credential-fields.ts';
import { readFields } from './credential-fields.ts';
import type { DescriptorFacts, DescriptorStyle, LinkedVariables, VariablePair } from './facts.ts';
import type { Findings } from './findings.ts';
import { say } from './findings.ts';
import { MAX_FINDINGS } from './limits.ts';
import { pointerTo } from './json-pointer.ts';
import { readOauth2 } from './oauth2-block.ts';
import type { Oauth2Block } from './oauth2-block.ts';
import { readOauthFlag } from './oauth-flag.ts';
import { isObject, kindOf, own } from './own-property.ts';
import { quote } from './quote.ts';
import { findVariablePairs } from './variable-pairs.ts';
import { readVariables } from './variables.ts';

/**
 * What a component.json says about OAuth and its environment, for an object that is parsed already. Reads own
 * properties of known keys only, so that neither depth nor size nor odd keys matter. Throws nothing: faults
 * are `problems`, and a descriptor with any is not acceptable.
 */
export function inspectDescriptor(descriptor: Record<string, unknown>): DescriptorFacts {
  const findings: Findings = { problems: [], questions: [], notes: [] };
  if (!isObject(descriptor)) {
    say(
      findings.problems,
      [],
      'descriptor_type',
      `A component.json is an object, not ${kindOf(descriptor)}.`,
    );
    descriptor = {};
  }
  const credentials = readCredentials(descriptor, findings);
  const fields = readFields(credentials, findings);
  const { flag, byAuthClientTypes } = readOauthFlag(descriptor, credentials, findings);
  const variables = readVariables(descriptor, findings);
  const block = readOauth2(descriptor, credentials, findings);

  const names = new Set(variables.map(({ name }) => name));
  const declares = {
    variable: (name: string) => names.has(name),
    field: (name: string) => fields.ownClient || fields.names.has(name),
  };
  const sources: ClientSources = {
    client_id: readClientSource(block?.declared, 'client_id', declares),
    client_secret: readClientSource(block?.declared, 'client_secret', declares),
  };
  const usesOauthClient = flag?.value === true || byAuthClientTypes;
  const pairs = findVariablePairs([...names]);
  const pairIsNoEvidence = !usesOauthClient && !block && !fields.oauth && fields.names.size > 0;
  const { linked, candidates } = pairIsNoEvidence
    ? { linked: {}, candidates: pairs }
    : linkVariables(sources, pairs);

  const situation = { fields, block, sources, linked, candidates, pairIsNoEvidence, usesOauthClient };
  checkSameVariable(situation, findings);
  if (flag?.value !== false) askWhatIsOpen(situation, findings);
  noteWrittenClient(situation, findings);

  return {
    usesOauthClient,
    style: flag?.value
      ? 'oauth-client'
      : byAuthClientTypes
        ? 'auth-client-types'
        : styleOf(situation, findings),
    ...(flag && { flag: { pointer: pointerTo(flag.path), value: flag.value } }),
    ...(block && { oauth2: block.declared, oauth2Pointer: pointerTo(block.path) }),
    variables,
    linked,
    ...findings,
    candidates: candidates.slice(0, MAX_FINDINGS),
  };
}

/** All that was read of a descriptor, for the judgements below. */
interface Situation {
  usesOauthClient: boolean;
  fields: CredentialFields;
  block: Oauth2Block | undefined;
  sources: ClientSources;
  linked: LinkedVariables;
  candidates: VariablePair[];
  /** Fields without OAuth, no block, no flag: the variables may be for something else. */
  pairIsNoEvidence: boolean;
}

function readCredentials(
  descriptor: Record<string, unknown>,
  { problems }: Findings,
): Record<string, unknown> {
  const credentials = own(descriptor, 'credentials');
  if (credentials === undefined) return {};
  if (isObject(credentials)) return credentials;
  say(
    problems,
    ['credentials'],
    'credentials_type',
    `credentials must be an object, and is ${kindOf(credentials)}.`,
  );
  return {};
}

function checkSameVariable({ block, linked }: Situation, { problems }: Findings): void {
  if (!block || !linked.client_id || linked.client_id !== linked.client_secret) return;
  const message = `client_id and client_secret both name ${quote(linked.client_id)}, which cannot hold both.`;
  say(problems, [...block.path, 'client_secret'], 'oauth2_same_variable', message);
}

/** What only a person can settle. Each question says how to answer it in the file. */
function askWhatIsOpen(situation: Situation, { questions }: Findings): void {
  const { block, fields, sources, linked, candidates, usesOauthClient, pairIsNoEvidence } = situation;
  const path = block?.path ?? [];
  if (pairIsNoEvidence) {
    if (candidates.length === 0) return;
    const message = `${named(candidates)} could be an OAuth client by name, but no credential field is an OAuth field and there is no oauth2 block. If it is one, say "useOAuthClient": true; if not, say false.`;
    return say(questions, path, 'pair_without_oauth', message);
  }
  if (candidates.length > 0) {
    const message = `More than one pair of variables could hold the OAuth client: ${named(candidates)}. Name one as {{NAME}} in oauth2.client_id and oauth2.client_secret.`;
    return say(questions, path, 'several_pairs', message);
  }
  if (usesOauthClient || (linked.client_id && linked.client_secret)) return;

  const sides = [sources.client_id, sources.client_secret];
  const unknown = sides.find((side) => side.kind === 'unknown');
  if (unknown?.kind === 'unknown') {
    const message = `${quote(`{{${unknown.name}}}`)} names neither a declared variable nor a credential field. Declare it, or say "useOAuthClient": true.`;
    return say(questions, path, 'template_unknown', message);
  }
  if (block && !sides.every(isOwn)) {
    const message = `client_id is ${described(sources.client_id)}, client_secret is ${described(sources.client_secret)}: together they are no OAuth client. If the tenant's is meant, say "useOAuthClient": true.`;
    return say(questions, path, 'client_incomplete', message);
  }
  if (!block && fields.oauth && !fields.ownClient) {
    const message =
      'There is an OAuth field, but no oauth2 block, no pair of variables and no useOAuthClient.';
    say(questions, ['credentials', 'fields'], 'client_unknown', message);
  }
}

function noteWrittenClient({ block, sources }: Situation, { notes }: Findings): void {
  if (!block) return;
  if (sources.client_secret.kind === 'fixed') {
    const message =
      'client_secret is written in the file, where everybody who sees the component can read it.';
    say(notes, [...block.path, 'client_secret'], 'client_secret_written', message);
  }
  for (const side of ['client_id', 'client_secret'] as const) {
    const source = sources[side];
    if (source.kind !== 'field' && source.kind !== 'unknown') continue;
    const message = `${quote(`{{${source.name}}}`)} is not a declared variable, so no OAuth client fills it.`;
    say(notes, [...block.path, side], 'template_not_linked', message);
  }
}

/** The style of a descriptor that does not say that it uses an OAuth client. */
function styleOf({ block, fields, sources, linked }: Situation, { questions }: Findings): DescriptorStyle {
  if (questions.length > 0) return 'undecided';
  if (linked.client_id && linked.client_secret) return 'legacy';
  if (block ? isOwn(sources.client_id) : fields.ownClient) return 'own-client';
  return 'none';
}

function isOwn({ kind }: ClientSource): boolean {
  return kind === 'field' || kind === 'fixed';
}

function described(source: ClientSource): string {
  if (source.kind === 'variable') return `the variable ${quote(source.name)}`;
  if (source.kind === 'field') return `the credential field ${quote(source.name)}`;
  return { blank: 'not given', fixed: 'written in the file', unknown: 'unknown' }[source.kind];
}

function named(pairs: readonly VariablePair[]): string {
  const shown = pairs.slice(0, 5).map((pair) => `${quote(pair.client_id)} with ${quote(pair.client_secret)}`);
  return shown.join(', ') + (pairs.length > 5 ? ', …' : '');
}
