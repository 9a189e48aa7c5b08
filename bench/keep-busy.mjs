// What the load generators that post have in common: sockets, latencies, and the server's processor time.
import { connect } from 'node:net';
import { cpuTime } from './cpu-time.mjs';

/** So often a generator with a rate looks whether requests are due. */
const TURN = 2;
/** Milliseconds for what is under way at the end. */
const PATIENCE = 10_000;

/**
 * Keeps `connections` sockets busy with one request each; with a `rate`, sends so many per second over them, and counts
 * latencies from when a request was due.
 * @param next the bytes of the next request
 * @param isGood whether an answer is what it ought to be
 * @returns rate per second, latencies in ms and processor time per request in µs, of what was answered between `from`
 *   and `to` (ms since the epoch); and how many were answered well in all, the warm-up and the end included
 */
export async function keepBusy({ host, port, pid, connections, warmUp, seconds, rate }, { next, isGood }) {
  const latencies = [];
  const idle = [];
  const due = [];
  let recording = false;
  let [failures, good, underWay] = [0, 0, 0];
  let stopped = false;

  const sockets = await Promise.all(Array.from({ length: connections }, open));
  const pacemaker = rate === undefined ? startAll(sockets) : setInterval(paced(), TURN);
  await pause(warmUp);
  const [start, cpuBefore, from] = [performance.now(), cpuTime(pid), Date.now()];
  recording = true;
  await pause(seconds);
  recording = false;
  const [elapsed, cpu, to] = [performance.now() - start, cpuTime(pid) - cpuBefore, Date.now()];
  stopped = true;
  clearInterval(pacemaker);
  const deadline = performance.now() + PATIENCE;
  while (underWay > 0 && performance.now() < deadline) await pause(0.01);

  latencies.sort((a, b) => a - b);
  const at = (share) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))];
  return {
    rate: Math.round((latencies.length / elapsed) * 1000),
    p50: at(0.5),
    p99: at(0.99),
    cpu: cpu / latencies.length,
    failures,
    good,
    from,
    to,
  };

  function startAll(all) {
    for (const send of all) send(performance.now());
  }

  function paced() {
    const begun = performance.now();
    let made = 0;
    return () => {
      const now = performance.now();
      for (; made < ((now - begun) / 1000) * rate; made += 1) due.push(begun + (made / rate) * 1000);
      while (due.length > 0 && idle.length > 0) idle.pop()(due.shift());
    };
  }

  /** @returns sends a request that was due at a time */
  function open() {
    return new Promise((resolve, reject) => {
      let since = 0;
      let pending = '';
      const socket = connect({ host, port, noDelay: true }, () => {
        if (rate !== undefined) idle.push(send);
        resolve(send);
      });
      socket.on('error', reject);

      function send(time) {
        since = time;
        underWay += 1;
        socket.write(next());
      }

      socket.on('data', (chunk) => {
        pending += chunk.latin1Slice();
        if (!isWhole(pending)) return;
        if (isGood(pending)) good += 1;
        else failures += 1;
        pending = '';
        underWay -= 1;
        if (recording) latencies.push(performance.now() - since);
        if (stopped) return;
        if (rate === undefined) send(performance.now());
        else if (due.length > 0) send(due.shift());
        else idle.push(send);
      });
    });
  }
}

function pause(time) {
  return new Promise((resolve) => setTimeout(resolve, time * 1000));
}

/** An answer with its length in front, or in chunks, the last of which is empty. */
function isWhole(answer) {
  const end = answer.indexOf('\r\n\r\n');
  if (end < 0) return false;
  const length = /\r\ncontent-length: (\d+)/i.exec(answer.slice(0, end))?.[1];
  return length === undefined ? answer.endsWith('\r\n0\r\n\r\n') : answer.length >= end + 4 + Number(length);
}
