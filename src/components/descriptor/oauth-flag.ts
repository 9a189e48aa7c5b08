import { kindOf } from '../../system/json-type.ts';
import type { Findings } from './findings.ts';
import { addFinding } from './findings.ts';
import { own } from './own-property.ts';
import { quote } from './quote.ts';

/** Whether the descriptor declares that it uses the tenant's OAuth client. */
export interface OauthFlag {
  /** The value and path of `useOAuthClient`, if the descriptor has it. */
  flag?: { value: boolean; path: string[] };
  /** Whether `authClientTypes` lists `oauth2`, or a variant such as `oauth2_instagram`. */
  byAuthClientTypes: boolean;
}

/** Reads `useOAuthClient` and `authClientTypes`, each at the root or inside `credentials`. */
export function readOauthFlag(
  descriptor: Record<string, unknown>,
  credentials: Record<string, unknown>,
  findings: Findings,
): OauthFlag {
  const places: [Record<string, unknown>, string[]][] = [
    [descriptor, []],
    [credentials, ['credentials']],
  ];
  const flags = places.flatMap(([object, path]) => readFlag(object, path, findings));
  const types = places.flatMap(([object, path]) => readTypes(object, path, findings));

  const [flag, second] = flags;
  if (flag && second && flag.value !== second.value) {
    const message = `useOAuthClient is ${flag.value} at the root but ${second.value} in credentials. Remove one of them.`;
    addFinding(findings.problems, second.path, 'flag_contradiction', message);
  }
  const oauth2Type = types.find((type) => /^oauth2(_|$)/.test(type));
  const byAuthClientTypes = oauth2Type !== undefined;
  if (flag?.value === false && byAuthClientTypes) {
    const message = `useOAuthClient is false but authClientTypes contains ${quote(oauth2Type!)}. Remove one of them.`;
    addFinding(findings.problems, flag.path, 'flag_contradiction', message);
  }
  return { byAuthClientTypes, ...(flag && { flag }) };
}

function readFlag(object: Record<string, unknown>, at: string[], { problems }: Findings) {
  const value = own(object, 'useOAuthClient');
  if (value === undefined) return [];
  const path = [...at, 'useOAuthClient'];
  if (typeof value === 'boolean') return [{ value, path }];
  addFinding(problems, path, 'flag_type', `useOAuthClient must be true or false, not ${kindOf(value)}.`);
  return [];
}

function readTypes(object: Record<string, unknown>, at: string[], { problems }: Findings): string[] {
  const value = own(object, 'authClientTypes');
  if (value === undefined) return [];
  if (Array.isArray(value) && value.every((type): type is string => typeof type === 'string')) return value;
  const message = 'authClientTypes must be an array of strings.';
  addFinding(problems, [...at, 'authClientTypes'], 'auth_client_types_type', message);
  return [];
}
