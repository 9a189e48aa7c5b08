// The shared part of the load generators that send POST requests: sockets, latencies, and the server's CPU time.
import { connect } from 'node:net';
import { cpuTime } from './cpu-time.mjs';

/** Milliseconds between checks for due requests, if there is a rate. */
const TICK = 2;
/** Milliseconds to wait at the end for responses. */
const DRAIN_TIMEOUT = 10_000;

/**
 * Keeps `connections` sockets busy with one request each. With a `rate`, sends that many requests per second over them,
 * and measures latencies from when a request was due.
 * @param next the bytes of the next request
 * @param isExpected whether a response is as expected
 * @returns rate per second, latencies in ms and CPU time per request in µs, for the responses between `from` and `to`
 *   (ms since the epoch); and `succeeded`, the number of expected responses, including those before and after
 */
export async function keepBusy(
  { host, port, pid, connections, warmUp, seconds, rate },
  { next, isExpected },
) {
  const latencies = [];
  const idle = [];
  const due = [];
  let recording = false;
  let [failures, succeeded, inFlight] = [0, 0, 0];
  let stopped = false;

  const sockets = await Promise.all(Array.from({ length: connections }, open));
  const pacemaker = rate === undefined ? startAll(sockets) : setInterval(paced(), TICK);
  await pause(warmUp);
  const [start, cpuBefore, from] = [performance.now(), cpuTime(pid), Date.now()];
  recording = true;
  await pause(seconds);
  recording = false;
  const [elapsed, cpu, to] = [performance.now() - start, cpuTime(pid) - cpuBefore, Date.now()];
  stopped = true;
  clearInterval(pacemaker);
  const deadline = performance.now() + DRAIN_TIMEOUT;
  while (inFlight > 0 && performance.now() < deadline) await pause(0.01);

  latencies.sort((a, b) => a - b);
  const at = (share) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))];
  return {
    rate: Math.round((latencies.length / elapsed) * 1000),
    p50: at(0.5),
    p99: at(0.99),
    cpu: cpu / latencies.length,
    failures,
    succeeded,
    from,
    to,
  };

  function startAll(all) {
    for (const send of all) send(performance.now());
  }

  function paced() {
    const start = performance.now();
    let scheduled = 0;
    return () => {
      const now = performance.now();
      for (; scheduled < ((now - start) / 1000) * rate; scheduled += 1)
        due.push(start + (scheduled / rate) * 1000);
      while (due.length > 0 && idle.length > 0) idle.pop()(due.shift());
    };
  }

  /** Opens a socket. @returns a function that sends a request that was due at the given time */
  function open() {
    return new Promise((resolve, reject) => {
      let since = 0;
      let received = '';
      const socket = connect({ host, port, noDelay: true }, () => {
        if (rate !== undefined) idle.push(send);
        resolve(send);
      });
      socket.on('error', reject);

      function send(time) {
        since = time;
        inFlight += 1;
        socket.write(next());
      }

      socket.on('data', (chunk) => {
        received += chunk.latin1Slice();
        if (!isComplete(received)) return;
        if (isExpected(received)) succeeded += 1;
        else failures += 1;
        received = '';
        inFlight -= 1;
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

/** Whether the response ends here: by its Content-Length, or with the empty last chunk. */
function isComplete(response) {
  const end = response.indexOf('\r\n\r\n');
  if (end < 0) return false;
  const length = /\r\ncontent-length: (\d+)/i.exec(response.slice(0, end))?.[1];
  return length === undefined
    ? response.endsWith('\r\n0\r\n\r\n')
    : response.length >= end + 4 + Number(length);
}
