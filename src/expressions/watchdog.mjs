// @ts-check
// A worker thread of `program.mjs`, because the main thread is busy. Kills the process if it exceeds its memory limit
// (V8's own limit does not cover single large strings), or if an evaluation exceeds its CPU time.
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
