import { appendFileSync } from 'node:fs';
import { join } from 'node:path';

const seen = new Set<string>();

/**
 * Notes that a test has seen this answer of this operation, for tests/contract/coverage.mjs to read after the
 * run. A file per process: several write at once.
 */
export function recordCoverage(method: string, path: string, status: string): void {
  const folder = process.env.CONTRACT_COVERAGE_DIR;
  const line = `${method.toUpperCase()} ${path} ${status}`;
  if (folder === undefined || seen.has(line)) return;
  seen.add(line);
  appendFileSync(join(folder, `${process.pid}.txt`), `${line}\n`);
}
