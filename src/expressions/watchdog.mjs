// @ts-check
// A worker thread of `program.mjs`, whose main thread is busy: ends the process when it exceeds its memory limit (V8's
// own limit does not cover single large strings), or when an evaluation exceeds its processor time.
import { parentPort, workerData } from 'node:worker_threads';

/** Milliseconds between checks. */
const INTERVAL = 5;

/** @type {{ bytes: number, cpu: number, startedAt: Float64Array }} */
const { bytes, cpu, startedAt } = workerData;

setInterval(() => {
  if (process.memoryUsage.rss() > bytes) process.kill(process.pid, 'SIGKILL');
  const { user, system } = process.cpuUsage();
  const [start = Infinity] = startedAt;
  if ((user + system) / 1000 - start > cpu) process.kill(process.pid, 'SIGALRM');
}, INTERVAL);
parentPort?.postMessage('watching');
