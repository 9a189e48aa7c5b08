// What was measured, as tables of medians, and beside what it ought to be. Judges nothing.
import { figure, ratio } from './medians.mjs';

/** Of ours to oidc-provider's rate on the same database, at least. */
const TIMES_THE_PEER = { tokens: 1.7, introspection: 2.2 };
/** Of a token's processor time to a bare answer's, below. */
const TIMES_A_BARE_ANSWER = { tokens: 40 };

/** @param results by `operation, contestant`: what each round gave */
export function printTokens(tables, results) {
  const goals = [];
  for (const { operation, contestants } of tables) {
    const rows = contestants.map((contestant) => ({
      ...contestant,
      rounds: results.get(`${operation}, ${contestant.name}`),
    }));
    const [floor] = rows;
    console.log(
      `\n${`Medians, ${operation}`.padEnd(30)} per second   of node:http   of oidc-provider   p50 ms   p99 ms   CPU µs   of node:http's`,
    );
    for (const row of rows) {
      const peer = peerOf(row, rows);
      const cells = [
        row.name.padEnd(28),
        figure(row, 'rate').toFixed(0).padStart(12),
        ratio('rate', row, floor).toFixed(3).padStart(14),
        (peer === undefined ? '' : ratio('rate', row, peer).toFixed(2)).padStart(18),
        figure(row, 'p50').toFixed(2).padStart(8),
        figure(row, 'p99').toFixed(2).padStart(8),
        figure(row, 'cpu').toFixed(1).padStart(8),
        ratio('cpu', row, floor).toFixed(1).padStart(16),
      ];
      console.log(cells.join(' '));
      if (peer !== undefined) goals.push(...goalsOf(operation, row, { peer, floor }));
    }
  }
  console.log(`\nCPU is the server's own process; PostgreSQL's processes are not in it.\nBeside the goals:`);
  for (const goal of goals) console.log(`  ${goal}`);
}

function goalsOf(operation, row, { peer, floor }) {
  const label = `${operation}, ${row.name}:`.padEnd(36);
  const [times, cpu] = [TIMES_THE_PEER[operation], TIMES_A_BARE_ANSWER[operation]];
  const goals = [
    `${label} ${ratio('rate', row, peer).toFixed(2)} × oidc-provider's rate, goal ≥ ${times.toFixed(1)}`,
  ];
  if (cpu !== undefined)
    goals.push(`${label} ${ratio('cpu', row, floor).toFixed(1)} × a bare answer's CPU, goal < ${cpu}`);
  return goals;
}

/** oidc-provider on the same database as ours. */
function peerOf({ name, database }, rows) {
  const isPeer = (row) => row.name.startsWith('oidc-provider');
  if (database === undefined || isPeer({ name })) return undefined;
  return rows.find((row) => isPeer(row) && row.database === database);
}
