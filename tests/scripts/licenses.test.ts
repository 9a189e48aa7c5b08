import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { licenseFaults, productionPackages } from '../../scripts/licenses.mjs';
import { buildProgram } from '../support/program.ts';

const faultsOf = (license: string | undefined, name = 'thing') =>
  licenseFaults([{ name, version: '1.2.3', license }]);

test.each(['MIT', '(MIT OR GPL-3.0-only)', '(MIT AND Zlib)'])('the license %s is allowed', (license) => {
  expect(faultsOf(license)).toEqual([]);
});

test.each(['GPL-3.0-only', '(MIT AND GPL-3.0-only)', 'UNLICENSED', 'SEE LICENSE IN LICENSE.md', ''])(
  'the license %s is not allowed',
  (license) => {
    expect(faultsOf(license)).toEqual([expect.stringContaining('thing@1.2.3')]);
  },
);

test('a package without a license is rejected unless its files were checked by hand', () => {
  expect(faultsOf(undefined)).toEqual([expect.stringContaining('no license')]);
  expect(faultsOf(undefined, 'passport-http')).toEqual([]);
});

test('the production packages are those that npm ci --omit=dev installs, except our own', () => {
  const packages = {
    '': { version: '0' },
    'node_modules/a': { version: '1', license: 'MIT' },
    'node_modules/a/node_modules/@x/b': { version: '2', license: 'ISC' },
    'node_modules/c': { version: '3', license: 'MIT', dev: true },
    console: { version: '0' },
    'console/node_modules/d': { version: '4', license: 'MIT' },
    'console/node_modules/e': { version: '5', license: 'MIT', dev: true },
    'node_modules/@valetkey/console': { link: true },
  };
  expect(productionPackages({ packages })).toEqual([
    { name: 'a', version: '1', license: 'MIT' },
    { name: '@x/b', version: '2', license: 'ISC' },
    { name: 'd', version: '4', license: 'MIT' },
  ]);
});

test('the built console includes the license of every package in it', () => {
  const web = join(dirname(buildProgram()), '../web');
  const notices = readFileSync(join(web, 'third-party-notices.md'), 'utf8');
  for (const name of ['react', 'react-dom', '@mui/material', 'react-admin'])
    expect(notices).toMatch(new RegExp(`^## ${name} \\d\\S* \\(MIT\\)\n\n\\S`, 'm'));
  expect(notices).toMatch(/Permission is hereby granted/);
});

test('the built server includes the license of every package in it', () => {
  const packages = join(dirname(buildProgram()), '../packages');
  const notices = readFileSync(join(packages, 'third-party-notices.md'), 'utf8');
  for (const name of ['express', 'knex', 'lodash', 'node-forge', 'pg-protocol'])
    expect(notices).toMatch(new RegExp(`^## ${name} \\d\\S* \\(\\S.*\\)\n\n\\S`, 'm'));
});

test('the built server imports no packages except those that cannot be bundled', () => {
  const dist = join(dirname(buildProgram()), '..');
  const files = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.js') && !/^(?:packages|web)\//.test(name),
  );
  const names = files.flatMap((file) =>
    [
      ...readFileSync(join(dist, file), 'utf8').matchAll(
        /^(?:import|export) (?:[^'"=]* from )?["']([^.'"][^'"]*)["'];$/gm,
      ),
    ].map(([, name]) => name!),
  );
  expect(names).toContain('node:fs');
  const outside = names.filter((name) => !name.startsWith('node:'));
  expect([...new Set(outside)].sort()).toEqual([
    'jsonc-parser',
    'passport-http',
    'swagger-ui-dist/absolute-path.js',
  ]);
});
