// Builds dist/ from src/, and the console from console/ into dist/web/. Schemas, seeds and openapi.yaml are not copied: the program reads them from the package
// root, which is as far from dist/ as from src/.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildConsole } from './build-console.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const COMMAND_LINE = new URL('../dist/cli/main.js', import.meta.url);

rmSync(new URL('../dist', import.meta.url), { recursive: true, force: true });
const compiler = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url));
const { status } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.json'], {
  cwd: ROOT,
  stdio: 'inherit',
});
if (status === 0 && existsSync(COMMAND_LINE)) chmodSync(COMMAND_LINE, 0o755);
if (status === 0) await buildConsole(fileURLToPath(new URL('../dist/web', import.meta.url)));
process.exitCode = status ?? 1;
