import type { Findings } from './findings.ts';
import { say } from './findings.ts';
import { isObject, kindOf, own } from './own-property.ts';
import { uriFault } from './uri.ts';

/** The `oauth2` block and where it stands. */
export interface Oauth2Block {
  path: string[];
  declared: Record<string, unknown>;
}

const TEXTS = [
  'client_id',
  'client_secret',
  'auth_uri',
  'token_uri',
  'client_auth',
  'access_type',
  'prompt',
  'resource',
  'response_type',
];

/** Reads `credentials.oauth2`; one at the root, where it is sometimes put by mistake, counts when it is alone. */
export function readOauth2(
  descriptor: Record<string, unknown>,
  credentials: Record<string, unknown>,
  findings: Findings,
): Oauth2Block | undefined {
  const inside = own(credentials, 'oauth2');
  const atRoot = own(descriptor, 'oauth2');
  if (inside !== undefined && atRoot !== undefined) {
    say(
      findings.problems,
      ['oauth2'],
      'oauth2_twice',
      'There is an oauth2 block at the root and one inside credentials.',
    );
  } else if (atRoot !== undefined) {
    say(
      findings.notes,
      ['oauth2'],
      'oauth2_at_root',
      'The oauth2 block stands at the root; its place is inside credentials.',
    );
  }

  const path = inside === undefined ? ['oauth2'] : ['credentials', 'oauth2'];
  const declared = inside ?? atRoot;
  if (declared === undefined) return undefined;
  if (!isObject(declared)) {
    say(findings.problems, path, 'oauth2_type', `oauth2 must be an object, and is ${kindOf(declared)}.`);
    return undefined;
  }
  checkTypes(declared, path, findings);
  checkEndpoints(declared, path, findings);
  return { path, declared: { ...declared } };
}

function checkTypes(block: Record<string, unknown>, path: string[], { problems }: Findings): void {
  for (const key of TEXTS) {
    const value = own(block, key);
    if (value === undefined || typeof value === 'string') continue;
    say(
      problems,
      [...path, key],
      'oauth2_member_type',
      `oauth2.${key} must be a string, and is ${kindOf(value)}.`,
    );
  }
  const scopes = own(block, 'scopes');
  if (scopes === undefined) return;
  if (!Array.isArray(scopes) || !scopes.every((scope) => typeof scope === 'string')) {
    say(problems, [...path, 'scopes'], 'oauth2_scopes_type', 'oauth2.scopes must be an array of strings.');
  }
}

function checkEndpoints(block: Record<string, unknown>, path: string[], { notes }: Findings): void {
  for (const key of ['auth_uri', 'token_uri']) {
    const value = own(block, key);
    if (typeof value !== 'string' || value === '') continue;
    const fault = uriFault(value);
    if (fault) say(notes, [...path, key], 'oauth2_uri', `oauth2.${key} ${fault}.`);
  }
  if (isBlank(own(block, 'token_uri'))) say(notes, path, 'oauth2_no_token_uri', 'oauth2 has no token_uri.');
  else if (isBlank(own(block, 'auth_uri'))) {
    // RFC 6749 section 4.4: client credentials need the token endpoint only.
    const message = 'oauth2 has a token_uri but no auth_uri, and is read as client credentials.';
    say(notes, path, 'oauth2_no_auth_uri', message);
  }
}

/** Whether an `oauth2` member is still to be filled: missing, or an empty string. */
export function isBlank(value: unknown): boolean {
  return value === undefined || (typeof value === 'string' && value.trim() === '');
}
