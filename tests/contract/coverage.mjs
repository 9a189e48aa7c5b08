// Fails if no test covers an operation or status of openapi.yaml, and lists those that are missing.
// Reads what a complete test run has written to the folder CONTRACT_COVERAGE_DIR; `npm run check` does both.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { join } from 'node:path';

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];
const ROOT = new URL('../../', import.meta.url);

const documented = documentedAnswers(load(readFileSync(new URL('openapi.yaml', ROOT), 'utf8')));
const reached = reachedAnswers(process.env.CONTRACT_COVERAGE_DIR);
const missed = documented.filter((answer) => !reached.has(answer));

console.log(
  `${documented.length - missed.length} of ${documented.length} documented responses are covered by a test`,
);
for (const answer of missed) console.log(`  not covered: ${answer}`);
process.exitCode = missed.length === 0 ? 0 : 1;

/** Every documented response, such as `POST /v2/tenants 201`, in the order of the document. */
function documentedAnswers({ paths }) {
  return Object.entries(paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method]).flatMap((method) =>
      Object.keys(item[method].responses ?? {}).map((status) => `${method.toUpperCase()} ${path} ${status}`),
    ),
  );
}

function reachedAnswers(folder) {
  const files = folder !== undefined && existsSync(folder) ? readdirSync(folder) : [];
  if (files.length === 0) throw new Error('No test run has written to CONTRACT_COVERAGE_DIR: npm run check');
  return new Set(files.flatMap((file) => readFileSync(join(folder, file), 'utf8').split('\n')));
}
