import type { DescriptorFacts, Finding, LinkedVariables, VariablePair } from './facts.ts';
import { pathOf } from './json-pointer.ts';
import { checkDescriptor } from './check.ts';
import { isBlank } from './oauth2-block.ts';
import { own } from './own-property.ts';
import { parseDescriptor } from './parse.ts';
import { quote } from './quote.ts';
import { isRelative, uriFault } from './uri.ts';
import { isVariableName } from './variables.ts';
import { writeMigration } from './write-migration.ts';

/** Values that the file does not contain. */
export interface MigrationOptions {
  /** Endpoints of the provider, used where the file's own are missing or relative. */
  authUri?: string | undefined;
  tokenUri?: string | undefined;
  /** The variables that contain the client; they replace the file's own client_id and client_secret. */
  variables?: LinkedVariables | undefined;
}

/** The result of a migration. */
export interface Migration {
  /**
   * - `migrated`: `text` is the new file.
   * - `unchanged`: nothing to do; see `reasons`.
   * - `incomplete`: the values in `missing` are required.
   * - `undecided`: a person has to resolve `reasons`; `candidates` are the variable pairs in question.
   */
  outcome: 'migrated' | 'unchanged' | 'incomplete' | 'undecided';
  text?: string;
  /** The values that were written, with their pointers in the new text. */
  changes: { pointer: string; value: string | boolean }[];
  missing: ('auth_uri' | 'token_uri')[];
  reasons: Finding[];
  candidates: VariablePair[];
}

/**
 * Migrates a component.json whose OAuth client is in environment variables. Adds an `oauth2` block with templates of
 * those variables as `client_id` and `client_secret`, and `useOAuthClient: true` next to it. Unless variables are
 * given, only writes missing or empty values and relative URIs, and leaves every other byte unchanged. If the file
 * already uses an OAuth client, empty client values are kept, because they are meaningful there. Idempotent.
 * @throws DescriptorError if the text is not a valid JSON object
 * @throws TypeError if a given URI (see `uriFault`) or variable name is invalid
 */
export function migrateDescriptor(text: string, options: MigrationOptions = {}): Migration {
  for (const uri of [options.authUri, options.tokenUri]) {
    const fault = uri === undefined ? undefined : uriFault(uri);
    if (fault) throw new TypeError(`The URI ${fault}.`);
  }
  const chosen = options.variables ?? {};
  for (const name of Object.values(chosen)) {
    if (name !== undefined && !isVariableName(name))
      throw new TypeError(`${quote(name)} is not a valid name for an environment variable.`);
  }
  const { facts } = checkDescriptor(text, chosen);
  const { candidates } = facts;
  const nothing = { changes: [], missing: [], candidates };

  const problems = [...facts.problems, ...problemsWithChosen(facts, chosen)];
  if (problems.length > 0) return { outcome: 'undecided', ...nothing, reasons: problems };
  const unchanged = reasonForNoChange(facts);
  if (unchanged) return { outcome: 'unchanged', ...nothing, reasons: [unchanged] };
  if (facts.questions.length > 0) return { outcome: 'undecided', ...nothing, reasons: facts.questions };

  const members = { ...clientMembers(facts, chosen), ...uriMembers(facts, options) };
  const missing = missingUris(facts, options);
  if (missing.length > 0) {
    const reasons = facts.notes.filter(({ code }) => code === 'oauth2_uri');
    return { outcome: 'incomplete', ...nothing, missing, reasons };
  }

  const reasons = [...notesOnUnusedUris(facts, options), ...relevantNotes(facts, options)];
  const needsFlag = !facts.flag;
  if (Object.keys(members).length === 0 && !needsFlag) {
    const reason = {
      pointer: facts.flag?.pointer ?? '',
      code: 'up_to_date',
      message: 'The file is up to date.',
    };
    return { outcome: 'unchanged', ...nothing, reasons: [reason, ...reasons] };
  }
  const block = facts.oauth2Pointer === undefined ? ['credentials', 'oauth2'] : pathOf(facts.oauth2Pointer);
  const written = writeMigration(text, block, members, needsFlag);
  // A file close to the limits may have become invalid.
  parseDescriptor(written.text);
  return { outcome: 'migrated', ...nothing, ...written, reasons };
}

const SIDES = ['client_id', 'client_secret'] as const;

/** Why a descriptor does not need to be migrated; undefined if it does. */
function reasonForNoChange(facts: DescriptorFacts): Finding | undefined {
  const { flag, style, oauth2, linked } = facts;
  const because = (code: string, message: string, pointer = '') => ({ pointer, code, message });
  if (flag?.value === false)
    return because(
      'says_no',
      'useOAuthClient is false, so nothing was changed. To migrate the file, set it to true or remove it.',
      flag.pointer,
    );
  if (style === 'oauth1') {
    const message = 'The file uses OAuth 1. OAuth clients only support OAuth 2.';
    return because('oauth1', message, facts.oauth1Pointer);
  }
  if (style === 'auth-client-types')
    return because('newer_style', 'authClientTypes already declares OAuth 2.');
  if (style === 'own-client') {
    return because(
      'own_client',
      'The OAuth client is hard-coded in the file or entered with each credential.',
    );
  }
  if (style === 'none') return because('no_oauth', 'The file does not use OAuth.');
  if (style !== 'oauth-client' || oauth2 || linked.client_id || facts.questions.length > 0) return undefined;
  return because(
    'up_to_date',
    'The file uses an OAuth client and declares no variables for it.',
    flag?.pointer,
  );
}

/** Chosen variables must be declared in the file, if it declares any, and be different. */
function problemsWithChosen(
  { variables, oauth2Pointer = '' }: DescriptorFacts,
  chosen: LinkedVariables,
): Finding[] {
  const undeclared = SIDES.flatMap((side) => {
    const name = chosen[side];
    if (name === undefined || variables.length === 0) return [];
    if (variables.some((variable) => variable.name === name)) return [];
    const message = `The variable ${quote(name)} is not declared in the file. Declare it in envVars, or choose one that is declared.`;
    return [{ pointer: oauth2Pointer, code: 'variable_not_declared', message }];
  });
  if (chosen.client_id === undefined || chosen.client_id !== chosen.client_secret) return undeclared;
  const message = `The variable ${quote(chosen.client_id)} cannot be used for both client_id and client_secret. Choose two different ones.`;
  return [...undeclared, { pointer: oauth2Pointer, code: 'oauth2_same_variable', message }];
}

function clientMembers(
  { oauth2 = {}, linked, flag }: DescriptorFacts,
  chosen: LinkedVariables,
): Record<string, string> {
  const members: Record<string, string> = {};
  for (const side of SIDES) {
    const value = own(oauth2, side);
    // With the flag, an empty string means "from the tenant's OAuth client".
    const isWritten =
      chosen[side] === undefined
        ? flag
          ? value === undefined
          : isBlank(value)
        : value !== `{{${chosen[side]}}}`;
    if (isWritten && linked[side] !== undefined) members[side] = `{{${linked[side]}}}`;
  }
  return members;
}

function uriMembers(
  { oauth2 = {} }: DescriptorFacts,
  { authUri, tokenUri }: MigrationOptions,
): Record<string, string> {
  return {
    ...(authUri !== undefined && lacksUri(oauth2, 'auth_uri') && { auth_uri: authUri }),
    ...(tokenUri !== undefined && lacksUri(oauth2, 'token_uri') && { token_uri: tokenUri }),
  };
}

/** A relative URI is treated as missing, because it is unknown what it is relative to. */
function lacksUri(oauth2: Record<string, unknown>, key: string): boolean {
  const value = own(oauth2, key);
  return isBlank(value) || (typeof value === 'string' && isRelative(value));
}

/** A block with a token_uri but no auth_uri is complete: client credentials grant (RFC 6749, section 4.4). */
function missingUris({ oauth2 = {} }: DescriptorFacts, given: MigrationOptions): Migration['missing'] {
  const lacksTokenUri = lacksUri(oauth2, 'token_uri');
  const lacksAuthUri = isBlank(own(oauth2, 'auth_uri')) ? lacksTokenUri : lacksUri(oauth2, 'auth_uri');
  return [
    ...(lacksAuthUri && given.authUri === undefined ? (['auth_uri'] as const) : []),
    ...(lacksTokenUri && given.tokenUri === undefined ? (['token_uri'] as const) : []),
  ];
}

/** A given URI never overwrites an existing one; these notes say that it was not used. */
function notesOnUnusedUris(
  { oauth2 = {}, oauth2Pointer = '' }: DescriptorFacts,
  given: MigrationOptions,
): Finding[] {
  const pairs = { auth_uri: given.authUri, token_uri: given.tokenUri };
  return Object.entries(pairs).flatMap(([key, uri]) => {
    const existing = own(oauth2, key);
    if (uri === undefined || typeof existing !== 'string' || lacksUri(oauth2, key) || existing === uri)
      return [];
    const message = `The file already has ${key} ${quote(existing)}, so the given URI was not used.`;
    return [{ pointer: `${oauth2Pointer}/${key}`, code: 'uri_kept', message }];
  });
}

/** The notes of `check` that are also relevant for a migration. */
function relevantNotes({ notes }: DescriptorFacts, { authUri }: MigrationOptions): Finding[] {
  const repeated = ['oauth2_at_root', 'oauth1_ignored', 'duplicate_key_lost'];
  // Without auth_uri, only the client credentials grant works.
  if (authUri === undefined) repeated.push('oauth2_no_auth_uri');
  return notes.filter(({ code }) => repeated.includes(code));
}
