import { readdirSync, readFileSync } from 'node:fs';

/** Source files by their path under their folder, such as `flows/index.ts`. */
export type Sources = Map<string, string>;

export function readSources(top: 'src' | 'console' = 'src'): Sources {
  const folder = new URL(`../../${top}/`, import.meta.url);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) =>
    file.replaceAll('\\', '/'),
  );
  const sources = files.filter((file) => /\.(?:tsx?|mjs|cjs)$/.test(file)).sort();
  return new Map(sources.map((file) => [file, readFileSync(new URL(file, folder), 'utf8')]));
}

/** The names of all imported modules, including type imports, re-exports, bare and dynamic imports. */
export function importsOf(text: string): string[] {
  const withFrom = /^\s*(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]/gm;
  const bare = /^\s*import\s*['"]([^'"]+)['"]/gm;
  const dynamic = /\bimport\(\s*['"`]([^'"`$]+)['"`]/g;
  return [withFrom, bare, dynamic].flatMap((form) => [...text.matchAll(form)].map((match) => match[1] ?? ''));
}

/** The first segment of the path: a folder of src/ or a file directly in it. */
export function moduleOf(file: string): string {
  return file.split('/', 1)[0] ?? file;
}
