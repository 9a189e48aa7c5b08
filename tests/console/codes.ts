import { readFileSync } from 'node:fs';

/** The codes in a schema of the API, such as `connection-reason.json`. */
export function codesIn(file: string): string[] {
  const text = readFileSync(new URL(`../../schemas/${file}`, import.meta.url), 'utf8');
  const { oneOf } = JSON.parse(text) as { oneOf: { const: string }[] };
  return oneOf.map((one) => one.const);
}
