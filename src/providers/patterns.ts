import { RE2JS } from 're2js';

/**
 * Whether the value as a whole matches the pattern. Patterns are RE2's, which match in linear time: those of
 * a tenant's own providers could otherwise block the process.
 * @throws Error if the pattern is invalid
 */
export function matchesPattern(pattern: string, value: string): boolean {
  return RE2JS.compile(pattern).matches(value);
}
