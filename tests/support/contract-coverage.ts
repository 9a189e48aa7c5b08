import { appendFileSync } from 'node:fs';
import { join } from 'node:path';

const seen = new Set<string>();

/**
 * Records that a test has covered this response of this operation, for tests/contract/coverage.mjs to read after the
 * run. One file per process, because several write at the same time.
 */
export function recordCoverage(method: string, path: string, status: string): void {
  const folder = process.env.CONTRACT_COVERAGE_DIR;
  const line = `${method.toUpperCase()} ${path} ${status}`;
  if (folder === undefined || seen.has(line)) return;
  seen.add(line);
  appendFileSync(join(folder, `${process.pid}.txt`), `${line}\n`);
}
