import type { Findings } from './findings.ts';
import { say } from './findings.ts';
import { isObject, kindOf, own } from './own-property.ts';

/** The fields that a person fills in to make a credential. */
export interface CredentialFields {
  names: Set<string>;
  /** There is a field that starts OAuth. Its name varies; it is told by its viewClass. */
  oauth: boolean;
  /** There is a field where the person may choose OAuth and enter the client: `HTTPAuthView`. */
  ownClient: boolean;
}

/** Reads `credentials.fields`. */
export function readFields(credentials: Record<string, unknown>, findings: Findings): CredentialFields {
  const fields = own(credentials, 'fields');
  if (fields !== undefined && !isObject(fields)) {
    const message = `credentials.fields must be an object, and is ${kindOf(fields)}.`;
    say(findings.problems, ['credentials', 'fields'], 'fields_type', message);
  }
  const declared = isObject(fields) ? fields : {};
  const views = new Set(
    Object.values(declared).map((field) => (isObject(field) ? own(field, 'viewClass') : undefined)),
  );
  return {
    names: new Set(Object.keys(declared)),
    oauth: views.has('OAuthFieldView') || views.has('HTTPAuthView'),
    ownClient: views.has('HTTPAuthView'),
  };
}
