import { RE2JS } from 're2js';
import type { AppError } from '../errors.ts';
import { invalid } from './settings-faults.ts';

/**
 * Whether the value as a whole matches the pattern. Patterns are RE2's, which match in linear time: those of
 * a tenant's own providers could otherwise block the process.
 * @throws Error if the pattern is invalid
 */
export function matchesPattern(pattern: string, value: string): boolean {
  return RE2JS.compile(pattern).matches(value);
}

/**
 * What is wrong with a parameter of an entry.
 * @param hostile values that its pattern must not allow
 */
export function patternFaults(
  { pattern, example }: { pattern: string; example: string },
  hostile: readonly string[],
  at: string,
): AppError[] {
  let allowed: string[];
  let matchesExample: boolean;
  try {
    matchesExample = matchesPattern(pattern, example);
    allowed = hostile.filter((value) => matchesPattern(pattern, value));
  } catch {
    return [
      invalid(
        'pattern is not a valid regular expression. Lookaheads and backreferences are not supported.',
        `${at}/pattern`,
      ),
    ];
  }
  return [
    ...(matchesExample ? [] : [invalid('example does not match the pattern.', `${at}/example`)]),
    ...(allowed.length === 0
      ? []
      : [
          invalid(
            `pattern allows unsafe values: ${allowed.map((value) => JSON.stringify(value)).join(', ')}.`,
            `${at}/pattern`,
          ),
        ]),
  ];
}
