import { readFileSync } from 'node:fs';

interface PackageFile {
  version: string;
  dependencies?: Record<string, string>;
  devDependencies: Record<string, string>;
}

const server = packageFile('package.json');
const console_ = packageFile('console/package.json');

test('the console has the version of the server', () => {
  expect(console_.version).toBe(server.version);
});

test('the server and the console use the same version of a package', () => {
  const ranges = { ...server.devDependencies, ...server.dependencies };
  const shared = Object.entries(console_.devDependencies).filter(([name]) => ranges[name] !== undefined);
  expect(shared.length).toBeGreaterThan(0);
  expect(shared.filter(([name, range]) => ranges[name] !== range)).toEqual([]);
});

test('the console has no dependencies for the server to install, because the build bundles them', () => {
  expect(console_.dependencies).toBeUndefined();
});

function packageFile(path: string): PackageFile {
  return JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')) as PackageFile;
}
