import { readFields } from './credential-fields.ts';
import type { CredentialFields } from './credential-fields.ts';
import type { DescriptorVariable } from './facts.ts';
import type { Findings } from './findings.ts';
import { addFinding } from './findings.ts';
import { readOauth1 } from './oauth1-block.ts';
import { readOauth2 } from './oauth2-block.ts';
import type { Oauth2Block } from './oauth2-block.ts';
import { readOauthFlag } from './oauth-flag.ts';
import type { OauthFlag } from './oauth-flag.ts';
import { isObject, kindOf } from '../../system/json-type.ts';
import { own } from './own-property.ts';
import { readVariables } from './variables.ts';

/** What a descriptor declares about OAuth and environment variables. */
export interface Declarations extends OauthFlag {
  /** Whether the tenant's OAuth client is used, according to the flag or `authClientTypes`. */
  usesOauthClient: boolean;
  fields: CredentialFields;
  variables: DescriptorVariable[];
  block: Oauth2Block | undefined;
  /** The path of an `oauth1` block, if there is no `oauth2` block. */
  oauth1: string[] | undefined;
}

/** Reads the declarations. Errors in them are added to `problems`. */
export function readDeclarations(descriptor: Record<string, unknown>, findings: Findings): Declarations {
  const root = readRoot(descriptor, findings);
  const credentials = readCredentials(root, findings);
  const fields = readFields(credentials, findings);
  const oauthFlag = readOauthFlag(root, credentials, findings);
  const variables = readVariables(root, findings);
  const block = readOauth2(root, credentials, findings);
  const { flag, byAuthClientTypes } = oauthFlag;
  const oauth1 = readOauth1(root, credentials, {
    flag,
    besideOauth2: block !== undefined || byAuthClientTypes,
    findings,
  });
  const usesOauthClient = !oauth1 && (flag?.value === true || byAuthClientTypes);
  return { ...oauthFlag, usesOauthClient, fields, variables, block, oauth1 };
}

function readRoot(descriptor: unknown, { problems }: Findings): Record<string, unknown> {
  if (isObject(descriptor)) return descriptor;
  const message = `A component.json must be an object, not ${kindOf(descriptor)}.`;
  addFinding(problems, [], 'descriptor_type', message);
  return {};
}

function readCredentials(root: Record<string, unknown>, { problems }: Findings): Record<string, unknown> {
  const credentials = own(root, 'credentials');
  if (credentials === undefined) return {};
  if (isObject(credentials)) return credentials;
  const message = `credentials must be an object, not ${kindOf(credentials)}.`;
  addFinding(problems, ['credentials'], 'credentials_type', message);
  return {};
}
