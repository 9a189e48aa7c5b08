// Generates openapi.yaml from the program's routes, their descriptions in contract/, and the schemas in schemas/; and
// docs/senders/ from the sender presets.
//   node scripts/generate-contract.mjs           writes the files
//   node scripts/generate-contract.mjs --check   fails if a file is out of date
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { register } from 'node:module';
import { dump } from 'js-yaml';
import { writePages } from './sender-pages.mjs';

register('../tests/support/runtime/strip-types.mjs', import.meta.url);
const { bundle } = await import('./contract/bundle.ts');
const { generateContract } = await import('./contract/document.ts');
const { readRouteTables } = await import('./contract/route-tables.ts');
const { readContractFiles } = await import('./contract/contract-files.ts');

const ROOT = new URL('../', import.meta.url);
const CONTRACT = new URL('openapi.yaml', ROOT);
const BANNER =
  '# Generated from contract/, schemas/ and the route tables by `npm run contract`. Do not edit.\n';

try {
  const document = bundle(generateContract(readContractFiles(), readRouteTables()), ROOT);
  const text = BANNER + dump(document, { lineWidth: -1, noRefs: true });
  const current = existsSync(CONTRACT) ? readFileSync(CONTRACT, 'utf8') : '';
  if (!process.argv.includes('--check')) {
    if (text !== current) writeFileSync(CONTRACT, text);
  } else if (text !== current) {
    console.error('openapi.yaml is out of date. Run: npm run contract');
    process.exitCode = 1;
  }
  await writePages(process.argv.includes('--check'));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
// The wired services keep timers and connections open.
process.exit();
