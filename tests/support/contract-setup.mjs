import { mkdirSync } from 'node:fs';

/**
 * The tests note in the folder CONTRACT_COVERAGE_DIR which operations and statuses they have reached. Each run has its
 * own, so that two runs in one checkout do not disturb each other.
 */
export default function prepareContractCoverage() {
  const folder = process.env.CONTRACT_COVERAGE_DIR;
  if (folder !== undefined) mkdirSync(folder, { recursive: true });
}
