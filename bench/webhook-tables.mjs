// What was measured, as tables of medians, and beside what it ought to be. Judges nothing.
import { figure, ratio } from './medians.mjs';

/** Of what Express with one INSERT accepts, at least. */
const OF_THE_FLOOR = 0.5;
/** From an event's acceptance to its arrival at the target, for 99 of 100, below. */
const DELAY = 1000;

/** @param databases each with its name and, by what was measured, what each round gave */
export function printWebhooks(databases) {
  const goals = [];
  for (const { name, results } of databases) {
    const rows = [...results].map(([what, rounds]) => ({ name: what, rounds }));
    const isPaced = (row) => row.name.startsWith('deliveries');
    goals.push(
      ...printAccepted(
        name,
        rows.filter((row) => !isPaced(row)),
      ),
    );
    goals.push(...printDelivered(name, rows.filter(isPaced)));
  }
  console.log(`\nCPU is the server's own process, what it hands on meanwhile included; PostgreSQL's processes are not in it.
Delays are from the beginning of an event's acceptance, before its commit, to its arrival at the target.
Beside the goals:`);
  for (const goal of goals) console.log(`  ${goal}`);
}

function printAccepted(database, rows) {
  console.log(
    `\n${`Medians, ${database}`.padEnd(30)} per second   of the floor   p50 ms   p99 ms   CPU µs   of the floor's   handed on per second`,
  );
  const [floor] = rows;
  for (const row of rows) {
    const cells = [
      row.name.padEnd(28),
      figure(row, 'rate').toFixed(0).padStart(12),
      ratio('rate', row, floor).toFixed(2).padStart(14),
      figure(row, 'p50').toFixed(2).padStart(8),
      figure(row, 'p99').toFixed(2).padStart(8),
      figure(row, 'cpu').toFixed(0).padStart(8),
      ratio('cpu', row, floor).toFixed(1).padStart(16),
      (row.rounds[0].delivered === undefined ? '' : delivered(row, 'rate').toFixed(0)).padStart(22),
    ];
    console.log(cells.join(' '));
  }
  const find = (name) => rows.find((row) => row.name === name);
  const goals = ['signature', 'token'].map(
    (name) =>
      `${`${database}, ${name}:`.padEnd(40)} ${ratio('rate', find(name), floor).toFixed(2)} × the floor's rate, goal ≥ ${OF_THE_FLOOR}`,
  );
  const full = find('signature, a million events');
  if (full !== undefined)
    goals.push(
      `${`${database}, ${full.name}:`.padEnd(40)} ${ratio('rate', full, find('signature')).toFixed(2)} × the empty table's rate, ${ratio('cpu', full, find('signature')).toFixed(2)} × its CPU, goal 1`,
    );
  return goals;
}

function printDelivered(database, rows) {
  console.log(
    `\n${`Medians, ${database}, half that rate`.padEnd(38)} accepted/s   handed on/s   after p50 ms   p99 ms   max ms   CPU µs   connections each   not handed on`,
  );
  for (const row of rows) {
    const cells = [
      row.name.padEnd(36),
      figure(row, 'rate').toFixed(0).padStart(12),
      delivered(row, 'rate').toFixed(0).padStart(13),
      delivered(row, 'p50').toFixed(0).padStart(14),
      delivered(row, 'p99').toFixed(0).padStart(8),
      delivered(row, 'max').toFixed(0).padStart(8),
      figure(row, 'cpu').toFixed(0).padStart(8),
      (delivered(row, 'connections') / delivered(row, 'requests')).toFixed(3).padStart(18),
      figure(row, 'missing').toFixed(0).padStart(15),
    ];
    console.log(cells.join(' '));
  }
  return rows.map(
    (row) =>
      `${`${database}, ${row.name}:`.padEnd(40)} p99 ${delivered(row, 'p99').toFixed(0)} ms to the target, goal < ${DELAY}`,
  );
}

function delivered({ rounds }, name) {
  return figure({ rounds: rounds.map((round) => round.delivered) }, name);
}
