import type { ClientLink } from './client-link.ts';
import type { ClientSource } from './client-source.ts';
import type { Declarations } from './declarations.ts';
import type { VariablePair } from './facts.ts';
import type { Findings } from './findings.ts';
import { addFinding } from './findings.ts';
import { quote } from './quote.ts';

/** Everything that was read from a descriptor. */
export type Situation = Declarations & ClientLink;

const SIDES = ['client_id', 'client_secret'] as const;

/** Adds the ambiguities that a person has to resolve. Each message says how to resolve it in the file. */
export function addQuestions(situation: Situation, { questions }: Findings): void {
  const { block, fields, oauth1, sources, linked, candidates, usesOauthClient, pairIsInconclusive } =
    situation;
  const path = block?.path ?? [];
  if (oauth1) return;
  if (pairIsInconclusive) {
    if (candidates.length === 0) return;
    const message = `The names ${named(candidates)} look like an OAuth client, but there is no OAuth field and no oauth2 block. Set "useOAuthClient" to true if they are one, or to false if not.`;
    return addFinding(questions, path, 'pair_without_oauth', message);
  }
  if (block) {
    const malformed = SIDES.filter((side) => sources[side].kind === 'malformed');
    for (const side of malformed) {
      const message = `oauth2.${side} is not a valid template. Use "{{NAME}}" with the name of a variable and no other text.`;
      addFinding(questions, [...path, side], 'template_malformed', message);
    }
    if (malformed.length > 0) return;
  }
  if (candidates.length > 0) {
    const message = `More than one pair of variables could contain the OAuth client: ${named(candidates)}. Choose one by using {{NAME}} in oauth2.client_id and oauth2.client_secret.`;
    return addFinding(questions, path, 'several_pairs', message);
  }
  if (usesOauthClient || (linked.client_id && linked.client_secret)) return;

  const sides = [sources.client_id, sources.client_secret];
  // The client is entered in the HTTPAuthView or hard-coded in the file.
  const isSettled = sides.every(isFieldOrFixed) || (fields.ownClient && sides.every(isFieldOrBlank));
  if (block && !isSettled) {
    const message = `client_id is ${described(sources.client_id)}, client_secret is ${described(sources.client_secret)}: this is not a complete OAuth client. Set "useOAuthClient" to true to use the tenant's client.`;
    return addFinding(questions, path, 'client_incomplete', message);
  }
  if (!block && fields.oauth && !fields.ownClient) {
    const message =
      'There is an OAuth field, but no oauth2 block, no pair of variables and no useOAuthClient. Set "useOAuthClient" to true to use the tenant\'s client.';
    addFinding(questions, ['credentials', 'fields'], 'client_unknown', message);
  }
}

/** Adds notes about the client. */
export function addNotes(situation: Situation, { notes }: Findings): void {
  const { block, sources } = situation;
  if (!block) return;
  if (sources.client_secret.kind === 'fixed') {
    const message =
      'client_secret is hard-coded in the file, where everyone who can view the component can read it. Replace it with {{NAME}} and revoke it at the provider.';
    addFinding(notes, [...block.path, 'client_secret'], 'client_secret_written', message);
  }
  for (const side of SIDES) {
    const source = sources[side];
    if (source.kind === 'field') {
      const message = `${template(source.name)} is entered with each credential, so it is not filled from an OAuth client.`;
      addFinding(notes, [...block.path, side], 'template_not_linked', message);
    }
    if (source.kind === 'variable' && !source.declared) {
      const message = `${template(source.name)} is not declared in envVars. It is linked to the variable with that name anyway.`;
      addFinding(notes, [...block.path, side], 'variable_undeclared', message);
    }
  }
}

function isFieldOrFixed({ kind }: ClientSource): boolean {
  return kind === 'field' || kind === 'fixed';
}

function isFieldOrBlank({ kind }: ClientSource): boolean {
  return kind === 'field' || kind === 'blank';
}

function template(name: string): string {
  return quote(`{{${name}}}`);
}

function described(source: ClientSource): string {
  if (source.kind === 'variable') return `the variable ${quote(source.name)}`;
  if (source.kind === 'field') return `the credential field ${quote(source.name)}`;
  return { blank: 'missing', fixed: 'hard-coded in the file', malformed: 'not a valid template' }[
    source.kind
  ];
}

function named(pairs: readonly VariablePair[]): string {
  const shown = pairs.slice(0, 5).map((pair) => `${quote(pair.client_id)} with ${quote(pair.client_secret)}`);
  return shown.join(', ') + (pairs.length > 5 ? ', …' : '');
}
