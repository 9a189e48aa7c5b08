// Prints the results as tables of medians, and compares them with the goals. A missed goal is not a failure.
import { figure, ratio } from './medians.mjs';

/** The minimum ratio to oidc-provider's rate on the same database. */
const RATE_VS_PEER = { tokens: 1.7, introspections: 2.2 };
/** The maximum ratio to the baseline's CPU time. */
const CPU_VS_BASELINE = { tokens: 40 };

/** @param results the results of each round, by `operation, candidate` */
export function printTokens(tables, results) {
  const goals = [];
  for (const { operation, candidates } of tables) {
    const rows = candidates.map((candidate) => ({
      ...candidate,
      rounds: results.get(`${operation}, ${candidate.name}`),
    }));
    const [baseline] = rows;
    console.log(
      `\n${`Medians, ${operation}`.padEnd(30)} per second   vs. node:http   vs. oidc-provider   p50 ms   p99 ms   CPU µs   vs. node:http`,
    );
    for (const row of rows) {
      const peer = peerOf(row, rows);
      const cells = [
        row.name.padEnd(28),
        figure(row, 'rate').toFixed(0).padStart(12),
        ratio('rate', row, baseline).toFixed(3).padStart(15),
        (peer === undefined ? '' : ratio('rate', row, peer).toFixed(2)).padStart(19),
        figure(row, 'p50').toFixed(2).padStart(8),
        figure(row, 'p99').toFixed(2).padStart(8),
        figure(row, 'cpu').toFixed(1).padStart(8),
        ratio('cpu', row, baseline).toFixed(1).padStart(15),
      ];
      console.log(cells.join(' '));
      if (peer !== undefined) goals.push(...goalsOf(operation, row, { peer, baseline }));
    }
  }
  console.log(`\nCPU is that of the server's own process, without PostgreSQL's.\nGoals:`);
  for (const goal of goals) console.log(`  ${goal}`);
}

function goalsOf(operation, row, { peer, baseline }) {
  const label = `${operation}, ${row.name}:`.padEnd(38);
  const [rate, cpu] = [RATE_VS_PEER[operation], CPU_VS_BASELINE[operation]];
  const goals = [
    `${label} ${ratio('rate', row, peer).toFixed(2)} × oidc-provider's rate, goal ≥ ${rate.toFixed(1)}`,
  ];
  if (cpu !== undefined)
    goals.push(`${label} ${ratio('cpu', row, baseline).toFixed(1)} × node:http's CPU, goal < ${cpu}`);
  return goals;
}

/** oidc-provider on the same database, for a row of Valetkey. */
function peerOf({ name, database }, rows) {
  const isPeer = (row) => row.name.startsWith('oidc-provider');
  if (database === undefined || isPeer({ name })) return undefined;
  return rows.find((row) => isPeer(row) && row.database === database);
}
