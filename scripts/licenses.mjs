// @ts-check
// The licenses allowed for shipped packages, which are those of the server and those in the built console.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import satisfies from 'spdx-satisfies';

/** These licenses require only that their text is included. */
const ALLOWED = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  // Fonts. Their files are shipped unchanged.
  'OFL-1.1',
  'PSF-2.0',
  'Zlib',
];

/** Packages without an SPDX license expression in package.json. Their license comes from their own files. */
const STATED = new Map([
  ['passport-http', 'MIT'],
  ['passport-strategy', 'MIT'],
  ['pause', 'MIT'],
]);

/**
 * @typedef {{ name: string, version?: string | undefined, license?: string | undefined }} Package
 * @param {Package[]} packages
 * @returns {string[]} a message for each package whose license is unknown or not allowed
 */
export function licenseFaults(packages) {
  return packages
    .filter(({ name, license }) => !isAllowed(license ?? STATED.get(name)))
    .map(
      ({ name, version, license }) =>
        `${name}@${version} has ${license ? `the license ${license}, which is` : 'no license in its package.json, which is'} not allowed. See scripts/licenses.mjs.`,
    );
}

/** @param {string | undefined} license */
function isAllowed(license) {
  try {
    return license !== undefined && satisfies(license, ALLOWED);
  } catch {
    // Not an SPDX expression.
    return false;
  }
}

/**
 * The packages that `npm ci --omit=dev` installs. Our own are not among them: the root, the workspaces, and the links
 * to these.
 * @param {{ packages: Record<string, { dev?: boolean, link?: boolean, version?: string, license?: string }> }} lockFile
 * @returns {Package[]}
 */
export function productionPackages({ packages }) {
  return Object.entries(packages)
    .filter(([path, { dev, link }]) => path.includes('node_modules/') && dev !== true && link !== true)
    .map(([path, { version, license }]) => ({
      name: path.replace(/^.*node_modules\//, ''),
      version,
      license,
    }));
}

/**
 * Writes the notices to ship with a bundle of packages.
 * @param {string} folder
 * @param {(Package & { text?: string })[]} packages
 * @param {string} sentence says what contains the packages
 * @throws {Error} naming packages whose license is not allowed
 */
export function writeNotices(folder, packages, sentence) {
  const faults = licenseFaults(packages);
  if (faults.length > 0) throw new Error(`The build stopped.\n${faults.join('\n')}`);
  const notices = packages.map(({ name, version, license = STATED.get(name), text = '' }) =>
    `## ${name} ${version} (${license})\n\n${text}`.trimEnd(),
  );
  writeFileSync(
    join(folder, 'third-party-notices.md'),
    `# Third-party notices\n\n${sentence}\n\n${notices.join('\n\n')}\n`,
  );
}
