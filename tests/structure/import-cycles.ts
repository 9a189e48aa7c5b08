import { posix } from 'node:path';
import { importsOf, type Sources } from './sources.ts';

/**
 * The import cycles among files, each as `a → b → a`, including type imports and dynamic ones. For console/:
 * the parser of dependency-cruiser cannot read JSX, and the lint rule no-cycle does not follow dynamic imports.
 */
export function cyclesOf(sources: Sources): string[] {
  const cycles: string[] = [];
  const finished = new Set<string>();

  function follow(file: string, path: readonly string[]): void {
    const start = path.indexOf(file);
    if (start >= 0) cycles.push([...path.slice(start), file].join(' → '));
    if (start >= 0 || finished.has(file)) return;
    for (const imported of importsOf(sources.get(file)!)) {
      const target = posix.join(posix.dirname(file), imported);
      if (imported.startsWith('.') && sources.has(target)) follow(target, [...path, file]);
    }
    finished.add(file);
  }

  for (const file of sources.keys()) follow(file, []);
  return cycles;
}
