// Prints the results as tables of medians, and compares them with the goals. A missed goal is not a failure.
import { figure, ratio } from './medians.mjs';

/** The measurements that are compared with goals. */
export const SIGNED = 'signed, accepted and delivered';
export const SIGNED_FULL = 'signed, a million stored events';
export const SIGNED_ALONE = 'signed, accepted alone';
export const WITH_TOKEN = 'token, accepted and delivered';
/** The number of events in a batch. */
export const BATCH_OF = 100;
export const BATCH = `batches of ${BATCH_OF}, accepted alone`;
export const VERIFICATION = 'Express 5, Ed25519 verification';
export const VERIFIED = 'Ed25519, accepted alone';

/** The minimum ratio to the baseline's rate. */
const RATE_VS_BASELINE = 0.8;
/** The minimum ratio of the rate with an asymmetric signature to that of its verification alone. */
const RATE_VS_VERIFICATION = 0.6;
/** How much faster the events of a batch are accepted than single ones. */
const BATCH_VS_SINGLE = 20;
/** The minimum ratio of the rate with a million stored events. */
const FULL_VS_EMPTY = 0.95;
/** The maximum p99 of milliseconds from receiving an event to its arrival at the target. */
const MAX_LATENCY = 100;

/** @param databases each with its name, and the results of each round by measurement */
export function printWebhooks(databases) {
  const goals = [];
  for (const { name, results } of databases) {
    const rows = [...results].map(([measurement, rounds]) => ({ name: measurement, rounds }));
    const isPaced = (row) => row.name.startsWith('deliveries');
    goals.push(
      ...printAccepted(
        name,
        rows.filter((row) => !isPaced(row)),
      ),
    );
    goals.push(...printDelivered(name, rows.filter(isPaced)));
  }
  console.log(`\nCPU is that of the server's own process, including deliveries, without PostgreSQL's.
Latency is from receiving an event, before its commit, to its arrival at the target.
Goals:`);
  for (const goal of goals) console.log(`  ${goal}`);
}

function printAccepted(database, rows) {
  console.log(
    `\n${`Medians, ${database}`.padEnd(38)} per second   vs. baseline   p50 ms   p99 ms   CPU µs   vs. baseline   delivered per second`,
  );
  const [baseline] = rows;
  for (const row of rows) {
    const cells = [
      row.name.padEnd(36),
      figure(row, 'rate').toFixed(0).padStart(12),
      ratio('rate', row, baseline).toFixed(2).padStart(14),
      figure(row, 'p50').toFixed(2).padStart(8),
      figure(row, 'p99').toFixed(2).padStart(8),
      figure(row, 'cpu').toFixed(0).padStart(8),
      ratio('cpu', row, baseline).toFixed(1).padStart(14),
      (row.rounds[0].delivered === undefined ? '' : delivered(row, 'rate').toFixed(0)).padStart(22),
    ];
    console.log(cells.join(' '));
  }
  const find = (name) => rows.find((row) => row.name === name);
  const goals = [SIGNED, WITH_TOKEN].map(
    (name) =>
      `${`${database}, ${name}:`.padEnd(46)} ${ratio('rate', find(name), baseline).toFixed(2)} × the baseline's rate, goal ≥ ${RATE_VS_BASELINE}`,
  );
  const compared = (name, times, what, goal) => {
    if (find(name) !== undefined)
      goals.push(`${`${database}, ${name}:`.padEnd(46)} ${times().toFixed(2)} × ${what}, goal ≥ ${goal}`);
  };
  const rates = (name, other) => ratio('rate', find(name), find(other));
  compared(BATCH, () => BATCH_OF * rates(BATCH, SIGNED_ALONE), 'the rate of single events', BATCH_VS_SINGLE);
  compared(
    VERIFIED,
    () => rates(VERIFIED, VERIFICATION),
    'the rate of its verification',
    RATE_VS_VERIFICATION,
  );
  compared(SIGNED_FULL, () => rates(SIGNED_FULL, SIGNED), 'the rate with an empty table', FULL_VS_EMPTY);
  return goals;
}

function printDelivered(database, rows) {
  console.log(
    `\n${`Medians, ${database}, half that rate`.padEnd(38)} accepted/s   delivered/s   latency p50 ms   p99 ms   max ms   CPU µs   connections/request   not delivered`,
  );
  for (const row of rows) {
    const cells = [
      row.name.padEnd(36),
      figure(row, 'rate').toFixed(0).padStart(12),
      delivered(row, 'rate').toFixed(0).padStart(13),
      delivered(row, 'p50').toFixed(0).padStart(16),
      delivered(row, 'p99').toFixed(0).padStart(8),
      delivered(row, 'max').toFixed(0).padStart(8),
      figure(row, 'cpu').toFixed(0).padStart(8),
      (delivered(row, 'connections') / delivered(row, 'requests')).toFixed(3).padStart(21),
      figure(row, 'missing').toFixed(0).padStart(15),
    ];
    console.log(cells.join(' '));
  }
  return rows.map(
    (row) =>
      `${`${database}, ${row.name}:`.padEnd(46)} p99 ${delivered(row, 'p99').toFixed(0)} ms to the target, goal < ${MAX_LATENCY}`,
  );
}

function delivered({ rounds }, name) {
  return figure({ rounds: rounds.map((round) => round.delivered) }, name);
}
