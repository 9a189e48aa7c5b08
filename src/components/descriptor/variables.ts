import { isObject, kindOf } from '../../system/json-type.ts';
import type { DescriptorVariable } from './facts.ts';
import type { Findings } from './findings.ts';
import { addFinding } from './findings.ts';
import { MAX_VARIABLES } from './limits.ts';
import { own } from './own-property.ts';
import { quote } from './quote.ts';

/** Letters, digits, `_`, `.` and `-`. `__proto__` is excluded, because careless code would treat it specially. */
const NAME = /^(?!__proto__$)[\w.-]{1,255}$/;

/** The declared environment variables, in order. If a name is declared several times, the first counts. */
export function readVariables(descriptor: Record<string, unknown>, findings: Findings): DescriptorVariable[] {
  const variables = new Map<string, DescriptorVariable>();
  for (const key of ['envVars', 'env']) {
    for (const variable of readPlace(own(descriptor, key), key, findings)) {
      if (!variables.has(variable.name)) variables.set(variable.name, variable);
    }
  }
  return [...variables.values()];
}

/** `{NAME: {required, description}}` or `["NAME"]`. */
function readPlace(place: unknown, key: string, findings: Findings): DescriptorVariable[] {
  if (place === undefined) return [];
  if (!isObject(place) && !Array.isArray(place)) {
    addFinding(
      findings.problems,
      [key],
      'variables_type',
      `${key} must be an object or an array of names, not ${kindOf(place)}.`,
    );
    return [];
  }
  const entries = Array.isArray(place) ? [...place.entries()] : Object.entries(place);
  if (entries.length > MAX_VARIABLES) {
    addFinding(
      findings.problems,
      [key],
      'variables_too_many',
      `${key} declares more than ${MAX_VARIABLES} variables, which is the limit.`,
    );
    return [];
  }
  return entries.flatMap(([at, value]) =>
    typeof at === 'number'
      ? readListed(value, [key, at], findings)
      : readMember(at, value, [key, at], findings),
  );
}

function readListed(value: unknown, path: (string | number)[], findings: Findings): DescriptorVariable[] {
  if (typeof value === 'string') return isName(value, path, findings) ? [{ name: value }] : [];
  addFinding(
    findings.problems,
    path,
    'variable_type',
    `The variables in an array must be strings, not ${kindOf(value)}.`,
  );
  return [];
}

function readMember(name: string, value: unknown, path: string[], findings: Findings): DescriptorVariable[] {
  if (!isName(name, path, findings)) return [];
  if (typeof value === 'string') return [{ name, description: value }];
  if (value === null || value === true) return [{ name }];
  if (!isObject(value)) {
    const message = `The variable ${quote(name)} must be declared as an object, not as ${kindOf(value)}.`;
    addFinding(findings.problems, path, 'variable_type', message);
    return [];
  }
  const required = own(value, 'required');
  const description = own(value, 'description');
  if (required !== undefined && typeof required !== 'boolean') {
    const message = `"required" is neither true nor false, so it is ignored.`;
    addFinding(findings.notes, [...path, 'required'], 'variable_required_ignored', message);
  }
  return [
    {
      name,
      ...(typeof required === 'boolean' && { required }),
      ...(typeof description === 'string' && { description }),
    },
  ];
}

/** Whether `name` is a valid name for an environment variable. */
export function isVariableName(name: string): boolean {
  return NAME.test(name);
}

function isName(name: string, path: (string | number)[], findings: Findings): boolean {
  if (isVariableName(name)) return true;
  addFinding(
    findings.problems,
    path,
    'variable_name',
    `${quote(name)} is not a valid name for an environment variable.`,
  );
  return false;
}
