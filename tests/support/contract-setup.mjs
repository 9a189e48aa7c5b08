import { mkdirSync } from 'node:fs';

/**
 * Creates CONTRACT_COVERAGE_DIR, where the tests record the operations and statuses they cover. Each run has its own
 * folder, so that two runs in one checkout do not interfere.
 */
export default function prepareContractCoverage() {
  const folder = process.env.CONTRACT_COVERAGE_DIR;
  if (folder !== undefined) mkdirSync(folder, { recursive: true });
}
