import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createAssets } from '../../src/console/assets.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'console-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<script src="/console/assets/app-1a2b.js"></script>');
});
afterEach(() => rmSync(folder, { recursive: true }));

const read = () => createAssets(pathToFileURL(`${folder}/`));

test('a build is refused if a file that the page loads is missing', () => {
  expect(read).toThrow(`The console in ${folder}/ is incomplete: assets/app-1a2b.js is missing.`);
  writeFileSync(join(folder, 'assets/app-1a2b.js'), '');
  expect(read).not.toThrow();
});

test('a build is refused if it is a file instead of a folder', () => {
  rmSync(join(folder, 'assets'), { recursive: true });
  writeFileSync(join(folder, 'assets'), '');
  expect(read).toThrow(`Cannot read the console: ${folder}/assets/ (ENOTDIR).`);
});

test('without a build the server starts, and only the page is missing', () => {
  rmSync(folder, { recursive: true });
  mkdirSync(folder);
  const assets = read();
  expect(() => assets.page()).toThrow('The console is not built. Run npm run build.');
});
