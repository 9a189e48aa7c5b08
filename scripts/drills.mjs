// Runs what needs programs that `npm test` does not: each drill sets up the real thing, uses it, and prints what was
// lost and how long it took.
//   npm run drills                  all drills whose programs are installed
//   npm run drills -- --only NAME   one of them
import { parseArgs } from 'node:util';
import { spawnSync } from 'node:child_process';
import { buildDist } from './build-program.mjs';

const DRILLS = {
  pgbouncer: { needs: ['pgbouncer'], load: () => import('./drills/pgbouncer.mjs') },
  nginx: { needs: ['nginx', 'openssl'], load: () => import('./drills/nginx.mjs') },
  haproxy: { needs: ['haproxy', 'openssl'], load: () => import('./drills/haproxy.mjs') },
};

const { values } = parseArgs({ options: { only: { type: 'string' }, help: { type: 'boolean' } } });
if (values.help) {
  console.log(`npm run drills [-- --only NAME]\n\nDrills: ${Object.keys(DRILLS).join(', ')}`);
  process.exit();
}
const wanted = Object.entries(DRILLS).filter(([name]) => values.only === undefined || values.only === name);
if (wanted.length === 0) {
  console.error(`There is no drill named ${values.only}. Drills: ${Object.keys(DRILLS).join(', ')}`);
  process.exit(2);
}

await buildDist();
for (const [name, { needs, load }] of wanted) {
  const missing = needs.filter((program) => spawnSync('which', [program]).status !== 0);
  if (missing.length > 0) {
    console.log(`- ${name}: skipped, because ${missing.join(' and ')} is not installed`);
    continue;
  }
  const startedAt = performance.now();
  try {
    const { drill } = await load();
    for (const line of await drill()) console.log(`  ${name}: ${line}`);
    console.log(`✓ ${name} ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  } catch (error) {
    console.log(`✗ ${name}: ${error.stack}`);
    process.exitCode = 1;
  }
}
