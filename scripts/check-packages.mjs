// @ts-check
// Fails if a production package has a license that is not allowed or a known security advisory.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { licenseFaults, productionPackages } from './licenses.mjs';
import { ROOT } from './sources.mjs';

const lockFile = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
const faults = [...licenseFaults(productionPackages(lockFile)), ...advisories()];
for (const fault of faults) console.log(fault);
process.exitCode = faults.length === 0 ? 0 : 1;

/** @returns {string[]} empty if the registry is unreachable, so that the checks also run offline */
function advisories() {
  const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { cwd: ROOT, encoding: 'utf8' });
  const report = parse(stdout);
  if (report?.vulnerabilities === undefined) {
    console.log('Skipped security advisories: the npm registry is unreachable.');
    return [];
  }
  return Object.values(report.vulnerabilities).map(
    ({ name, severity }) => `${name} has a security advisory (${severity}). See npm audit --omit=dev.`,
  );
}

/**
 * @param {string} text
 * @returns {{ vulnerabilities?: Record<string, { name: string, severity: string }> } | undefined}
 */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
