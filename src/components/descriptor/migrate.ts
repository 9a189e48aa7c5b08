import type { DescriptorFacts, Finding, VariablePair } from './facts.ts';
import { inspectDescriptor } from './inspect.ts';
import { pathOf } from './json-pointer.ts';
import { isBlank } from './oauth2-block.ts';
import { own } from './own-property.ts';
import { parseDescriptor } from './parse.ts';
import { quote } from './quote.ts';
import { uriFault } from './uri.ts';
import { writeMigration } from './write-migration.ts';

/** The endpoints of the third party, for files that do not name them. */
export interface MigrationOptions {
  authUri?: string | undefined;
  tokenUri?: string | undefined;
}

/** What became of a file. */
export interface Migration {
  /**
   * - `migrated`: `text` is the new file.
   * - `unchanged`: there is nothing to do; `reasons` say why.
   * - `incomplete`: what is `missing` must be given; nothing is written before.
   * - `undecided`: a person must settle what `reasons` say; `candidates` are the pairs it is about.
   */
  outcome: 'migrated' | 'unchanged' | 'incomplete' | 'undecided';
  text?: string;
  /** Each value written, under the pointer where it stands in the new text. */
  changes: { pointer: string; value: string | boolean }[];
  missing: ('auth_uri' | 'token_uri')[];
  reasons: Finding[];
  candidates: VariablePair[];
}

/**
 * Brings a component.json whose OAuth client lives in environment variables up to date: an `oauth2` block
 * whose `client_id` and `client_secret` are the templates of those variables, and `useOAuthClient: true`
 * beside it. Only what is missing or an empty string is written, and every other byte stays; a file that says
 * already that it uses an OAuth client keeps empty client values, because there they have a meaning. Doing it
 * again changes nothing more.
 * @throws DescriptorError when the text is not an acceptable JSON object
 * @throws TypeError when a given URI is not one (see `uriFault`)
 */
export function migrateDescriptor(text: string, options: MigrationOptions = {}): Migration {
  for (const uri of [options.authUri, options.tokenUri]) {
    const fault = uri === undefined ? undefined : uriFault(uri);
    if (fault) throw new TypeError(`The URI ${fault}.`);
  }
  const facts = inspectDescriptor(parseDescriptor(text));
  const { candidates } = facts;
  const nothing = { changes: [], missing: [], candidates };

  if (facts.problems.length > 0) return { outcome: 'undecided', ...nothing, reasons: facts.problems };
  const settled = settledReason(facts);
  if (settled) return { outcome: 'unchanged', ...nothing, reasons: [settled] };
  if (facts.questions.length > 0) return { outcome: 'undecided', ...nothing, reasons: facts.questions };

  const members = { ...clientMembers(facts), ...uriMembers(facts, options) };
  const missing = missingUris(facts, options);
  if (missing.length > 0) return { outcome: 'incomplete', ...nothing, missing, reasons: [] };

  const reasons = [...ignoredUris(facts, options), ...lackingAuthUri(facts, options)];
  const needsFlag = !facts.flag;
  if (Object.keys(members).length === 0 && !needsFlag) {
    const reason = { pointer: facts.flag?.pointer ?? '', code: 'up_to_date', message: 'It is up to date.' };
    return { outcome: 'unchanged', ...nothing, reasons: [reason, ...reasons] };
  }
  const block = facts.oauth2Pointer === undefined ? ['credentials', 'oauth2'] : pathOf(facts.oauth2Pointer);
  const written = writeMigration(text, block, members, needsFlag);
  return { outcome: 'migrated', ...nothing, ...written, reasons };
}

/** Why nothing is to be done, for every descriptor that has no legacy variables to bring over. */
function settledReason(facts: DescriptorFacts): Finding | undefined {
  const { flag, style, oauth2, linked } = facts;
  const because = (code: string, message: string, pointer = '') => ({ pointer, code, message });
  if (flag?.value === false)
    return because('says_no', 'useOAuthClient is false; that is left as it is.', flag.pointer);
  if (style === 'auth-client-types') return because('newer_style', 'authClientTypes already says oauth2.');
  if (style === 'own-client') {
    return because('own_client', 'The OAuth client is written in the file or entered with each credential.');
  }
  if (style === 'none') return because('no_oauth', 'There is no OAuth in it.');
  if (style !== 'oauth-client' || oauth2 || linked.client_id || facts.questions.length > 0) return undefined;
  return because('up_to_date', 'It uses an OAuth client, and declares no variables for it.', flag?.pointer);
}

function clientMembers({ oauth2 = {}, linked, flag }: DescriptorFacts): Record<string, string> {
  const members: Record<string, string> = {};
  for (const side of ['client_id', 'client_secret'] as const) {
    const value = own(oauth2, side);
    // With the flag an empty string is a declaration: "from the tenant's OAuth client".
    const isOpen = flag ? value === undefined : isBlank(value);
    if (isOpen && linked[side] !== undefined) members[side] = `{{${linked[side]}}}`;
  }
  return members;
}

function uriMembers(
  { oauth2 = {} }: DescriptorFacts,
  { authUri, tokenUri }: MigrationOptions,
): Record<string, string> {
  return {
    ...(authUri !== undefined && isBlank(own(oauth2, 'auth_uri')) && { auth_uri: authUri }),
    ...(tokenUri !== undefined && isBlank(own(oauth2, 'token_uri')) && { token_uri: tokenUri }),
  };
}

/** A block with a token_uri of its own and no auth_uri is complete: client credentials (RFC 6749 section 4.4). */
function missingUris({ oauth2 = {} }: DescriptorFacts, given: MigrationOptions): Migration['missing'] {
  const lacks = (key: string) => isBlank(own(oauth2, key));
  const needsAuthUri = lacks('auth_uri') && lacks('token_uri') && given.authUri === undefined;
  const needsTokenUri = lacks('token_uri') && given.tokenUri === undefined;
  return [
    ...(needsAuthUri ? (['auth_uri'] as const) : []),
    ...(needsTokenUri ? (['token_uri'] as const) : []),
  ];
}

/** A given URI never overwrites another one; it is said that it was not used. */
function ignoredUris(
  { oauth2 = {}, oauth2Pointer = '' }: DescriptorFacts,
  given: MigrationOptions,
): Finding[] {
  const pairs = { auth_uri: given.authUri, token_uri: given.tokenUri };
  return Object.entries(pairs).flatMap(([key, uri]) => {
    const stands = own(oauth2, key);
    if (uri === undefined || typeof stands !== 'string' || isBlank(stands) || stands === uri) return [];
    const message = `${key} stays ${quote(stands)}; the given URI is not used.`;
    return [{ pointer: `${oauth2Pointer}/${key}`, code: 'uri_kept', message }];
  });
}

/** A migrated file without auth_uri works for client credentials only, so that is said again. */
function lackingAuthUri({ notes }: DescriptorFacts, { authUri }: MigrationOptions): Finding[] {
  return authUri === undefined ? notes.filter(({ code }) => code === 'oauth2_no_auth_uri') : [];
}
