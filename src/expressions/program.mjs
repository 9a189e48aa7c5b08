// @ts-check
/**
 * The program of the process that evaluates expressions (`turn.ts` starts it). It is JavaScript with types in comments,
 * because Node runs it as is, from src/ as well as from dist/.
 *
 * It reads lines of JSON: an assignment, then one input after another, each of them JSON text as a JSON string. For
 * each input it writes three lines: that the evaluation starts, the CPU time that it took, and the outcome as JSON. It
 * exits after the last input, or the first that is too slow.
 *
 * JSONata runs in a context that has no Node APIs and cannot compile strings to code. Each input gets a new context, so
 * nothing that an expression leaves behind is visible to the next. The time limit here only matters if the parent has
 * died; otherwise the parent kills this process sooner. Ctrl+C and service managers signal all processes of a server at
 * once. The server finishes its work before it stops, so this process ignores those signals.
 */
import { readFileSync, readSync, writeSync } from 'node:fs';
import { createContext, Script } from 'node:vm';
import { Worker } from 'node:worker_threads';

/** @import { Assignment } from './turn.ts' */

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);

const NEWLINE = 10;
const PIECE_BYTES = 65_536;

/** Bytes that were read and are not processed yet. @type {Buffer[]} */
let pieces = [];
const pause = new Int32Array(new SharedArrayBuffer(4));

/** @type {Assignment} */
const { library, expression, result, milliseconds, cpu, bytes, maxJson } = JSON.parse(String(readLine()));
const sandbox = readFileSync(new URL('sandbox.cjs', import.meta.url), 'utf8');
const scripts = [`var module = { exports: {} }, exports = module.exports;\n${library}`, sandbox].map(
  (code) => new Script(code),
);
const begin = new Script('begin()');
/** The CPU time of this process when the current evaluation started, in milliseconds. */
const startedAt = new Float64Array(new SharedArrayBuffer(8)).fill(Infinity);
const limits = { bytes, cpu, startedAt };
new Worker(new URL('watchdog.mjs', import.meta.url), { workerData: limits }).once('message', evaluateNext);

function evaluateNext() {
  const line = readLine();
  if (line === undefined || !evaluate(JSON.parse(line))) process.exit();
  // Contexts that are no longer used are cleaned up in another turn of the event loop.
  setImmediate(evaluateNext);
}

/** @param {string} input @returns {boolean} whether the process can evaluate another input */
function evaluate(input) {
  const context = createContext(Object.create(null), {
    codeGeneration: { strings: false, wasm: false },
    microtaskMode: 'afterEvaluate',
  });
  for (const script of scripts) script.runInContext(context);
  Object.assign(context, { expression, result, maxJson, input });
  writeLine('started');
  const start = cpuTime();
  startedAt[0] = start;
  let code;
  try {
    begin.runInContext(context, { timeout: milliseconds });
  } catch (error) {
    code = /** @type {NodeJS.ErrnoException} */ (error).code ?? 'failed';
  }
  startedAt[0] = Infinity;
  writeLine(`used ${cpuTime() - start}`);
  if (code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') writeLine('{"kind":"slow"}');
  if (code !== undefined) return false;
  writeLine(typeof context['outcome'] === 'string' ? context['outcome'] : '{"kind":"none"}');
  return true;
}

/** @returns {number} milliseconds of CPU time that the process has used */
function cpuTime() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** @returns {string | undefined} undefined at the end of input, even in the middle of a line */
function readLine() {
  for (;;) {
    const last = pieces.at(-1);
    const end = last?.indexOf(NEWLINE) ?? -1;
    if (last !== undefined && end !== -1) {
      const line = Buffer.concat([...pieces.slice(0, -1), last.subarray(0, end)]).toString();
      pieces = end + 1 < last.length ? [last.subarray(end + 1)] : [];
      return line;
    }
    const piece = Buffer.allocUnsafeSlow(PIECE_BYTES);
    const length = retrying(() => readSync(0, piece));
    if (length === 0) return undefined;
    pieces.push(piece.subarray(0, length));
  }
}

/** @param {string} line */
function writeLine(line) {
  let left = Buffer.from(`${line}\n`);
  while (left.length > 0) {
    const rest = left;
    left = rest.subarray(retrying(() => writeSync(1, rest)));
  }
}

/**
 * Retries, because in a process with a worker thread, Node does not wait for a pipe that is full or empty.
 * @param {() => number} call
 */
function retrying(call) {
  for (;;) {
    try {
      return call();
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EAGAIN') throw error;
      Atomics.wait(pause, 0, 0, 1);
    }
  }
}
