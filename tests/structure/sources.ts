import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';

/** Source files by their path under src/, such as `flows/index.ts`. */
export type Sources = Map<string, string>;

export function readSources(): Sources {
  const folder = new URL('../../src/', import.meta.url);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) =>
    file.replaceAll('\\', '/'),
  );
  const sources = files.filter((file) => file.endsWith('.ts')).sort();
  return new Map(sources.map((file) => [file, readFileSync(new URL(file, folder), 'utf8')]));
}

/** The names behind `from`, of type imports and re-exports too, of bare and of dynamic imports. */
export function importsOf(text: string): string[] {
  const withFrom = /^\s*(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]/gm;
  const bare = /^\s*import\s*['"]([^'"]+)['"]/gm;
  const dynamic = /\bimport\(\s*['"]([^'"]+)['"]/g;
  return [withFrom, bare, dynamic].flatMap((form) => [...text.matchAll(form)].map((match) => match[1] ?? ''));
}

/** What a file imports from src/, as paths under src/. */
export function localImportsOf(file: string, text: string): string[] {
  const relative = importsOf(text).filter((name) => name.startsWith('.'));
  return relative.map((name) => posix.join(posix.dirname(file), name));
}

/** The first segment of the path: a folder of src/, or a file directly in it. */
export function roomOf(file: string): string {
  return file.split('/', 1)[0] ?? file;
}
