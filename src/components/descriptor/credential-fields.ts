import { isObject, kindOf } from '../../system/json-type.ts';
import type { Findings } from './findings.ts';
import { addFinding } from './findings.ts';
import { own } from './own-property.ts';

/** The fields that a user fills in to create a credential. */
export interface CredentialFields {
  names: Set<string>;
  /** Whether `name` is a field or a value inside one: `auth.clientId`, `oauth2_field_client_id`. */
  includes(name: string): boolean;
  /** Whether a field starts OAuth. Its name varies, so it is recognized by its viewClass. */
  oauth: boolean;
  /** Whether a field lets the user choose OAuth and enter a client: `HTTPAuthView`. */
  ownClient: boolean;
}

/** Prefix of the names under which an HTTPAuthView provides the entered values. */
const HTTP_AUTH_PREFIX = 'oauth2_field_';

/** Reads `credentials.fields`. */
export function readFields(credentials: Record<string, unknown>, findings: Findings): CredentialFields {
  const fields = own(credentials, 'fields');
  if (fields !== undefined && !isObject(fields)) {
    const message = `credentials.fields must be an object, not ${kindOf(fields)}.`;
    addFinding(findings.problems, ['credentials', 'fields'], 'fields_type', message);
  }
  const declared = isObject(fields) ? fields : {};
  const views = new Set(
    Object.values(declared).map((field) => (isObject(field) ? own(field, 'viewClass') : undefined)),
  );
  const names = new Set(Object.keys(declared));
  return {
    names,
    includes: (name) =>
      names.has(name) || names.has(name.split('.')[0]!) || name.startsWith(HTTP_AUTH_PREFIX),
    oauth: views.has('OAuthFieldView') || views.has('HTTPAuthView'),
    ownClient: views.has('HTTPAuthView') || [...names].some((name) => name.startsWith(HTTP_AUTH_PREFIX)),
  };
}
