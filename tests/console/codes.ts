import { readFileSync } from 'node:fs';

/** The codes that a schema of the API knows, such as `connection-reason.json`. */
export function codesIn(file: string): string[] {
  const text = readFileSync(new URL(`../../schemas/${file}`, import.meta.url), 'utf8');
  const { oneOf } = JSON.parse(text) as { oneOf: { const: string }[] };
  return oneOf.map((one) => one.const);
}
