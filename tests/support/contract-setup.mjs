import { mkdirSync, rmSync } from 'node:fs';

/**
 * Where the tests note which operations and statuses they have reached, when asked to (CONTRACT_COVERAGE=1).
 * Relative to the package root.
 */
export const COVERAGE_FOLDER = '.cache/contract-coverage';

/** Runs once per jest project, and before the first test of any of them. */
export default function prepareContractCoverage() {
  if (process.env.CONTRACT_COVERAGE !== '1') return;
  const folder = new URL(`../../${COVERAGE_FOLDER}/`, import.meta.url);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  process.env.CONTRACT_COVERAGE_DIR = folder.pathname;
}
