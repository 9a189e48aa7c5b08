/**
 * The program of the process in which an expression is evaluated: plain CommonJS for `node -e`, so that it is the
 * same whether this file is compiled or not. It reads lines of JSON: a task, `{ library, expression, result,
 * milliseconds, bytes, mostJson }`, and then one input after another, each JSON text as a JSON string. For each it
 * writes a line when it begins to evaluate, and then the outcome (`outcome.ts`) as one line of JSON. It ends where
 * the inputs do, or with the first that is too slow.
 *
 * JSONata runs in a context that has nothing of Node's and cannot make code out of texts, and that is made anew for
 * each input: what an expression may have left behind is not there for the next. V8's own limit on memory does not
 * hold for single large texts, so a thread watches what the process takes and ends it. The limit on time is for a
 * process whose parent has died; the parent itself ends it sooner.
 */
export const EVALUATION_PROGRAM = String.raw`'use strict';
const { readSync, writeSync } = require('node:fs');
const { createContext, Script } = require('node:vm');
const { Worker } = require('node:worker_threads');

const rest = { pieces: [] };
const pause = new Int32Array(new SharedArrayBuffer(4));
const { library, expression, result, milliseconds, bytes, mostJson } = JSON.parse(readLine());
const scripts = ['var module = { exports: {} }, exports = module.exports;\n' + library, '(' + setUp + ')()'].map(
  (code) => new Script(code),
);
const begin = new Script('begin()');
new Worker('(' + watch + ')()', { eval: true, workerData: bytes }).once('message', evaluateNext);

/** In a thread of its own: the other one is busy. */
function watch() {
  const { parentPort, workerData } = require('node:worker_threads');
  setInterval(() => {
    if (process.memoryUsage.rss() > workerData) process.kill(process.pid, 'SIGKILL');
  }, 5);
  parentPort.postMessage('watching');
}

/** undefined at the end, also where that is in the middle of a line. */
function readLine() {
  for (;;) {
    const last = rest.pieces.at(-1);
    const end = last === undefined ? -1 : last.indexOf(10);
    if (end !== -1) {
      const line = Buffer.concat([...rest.pieces.slice(0, -1), last.subarray(0, end)]).toString();
      rest.pieces = end + 1 < last.length ? [last.subarray(end + 1)] : [];
      return line;
    }
    const piece = Buffer.allocUnsafeSlow(65536);
    const length = patiently(() => readSync(0, piece));
    if (length === 0) return undefined;
    rest.pieces.push(piece.subarray(0, length));
  }
}

function writeLine(line) {
  let left = Buffer.from(line + '\n');
  while (left.length > 0) left = left.subarray(patiently(() => writeSync(1, left)));
}

/** Where there is a thread, Node does not wait for a pipe that is full, or empty. */
function patiently(call) {
  for (;;) {
    try {
      return call();
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
      Atomics.wait(pause, 0, 0, 1);
    }
  }
}

function evaluateNext() {
  const line = readLine();
  if (line === undefined || !evaluate(JSON.parse(line))) process.exit();
  // The event loop gets its turn, in which contexts that are done with are cleared away.
  setImmediate(evaluateNext);
}

/** Whether the process is still good for another. */
function evaluate(input) {
  const context = createContext(Object.create(null), {
    codeGeneration: { strings: false, wasm: false },
    microtaskMode: 'afterEvaluate',
  });
  for (const script of scripts) script.runInContext(context);
  Object.assign(context, { expression, result, mostJson, input });
  writeLine('begun');
  try {
    begin.runInContext(context, { timeout: milliseconds });
  } catch (error) {
    if (error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') writeLine('{"kind":"slow"}');
    return false;
  }
  writeLine(typeof context.outcome === 'string' ? context.outcome : '{"kind":"none"}');
  return true;
}

/** Inside the context. What comes out is text only. */
function setUp() {
  const jsonata = module.exports;
  const tell = (outcome) => (globalThis.outcome = JSON.stringify(outcome));
  const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const digitOf = (c) => DIGITS.indexOf(c === '-' ? '+' : c === '_' ? '/' : c);

  // JSONata takes these two from a browser's window, or else from Node's Buffer, which is not here.
  globalThis.window = {
    btoa(text) {
      let result = '';
      for (let i = 0; i < text.length; i += 3) {
        const [a, b, c] = [0, 1, 2].map((n) => text.charCodeAt(i + n) & 255);
        const left = text.length - i;
        result += DIGITS[a >> 2] + DIGITS[((a & 3) << 4) | (b >> 4)];
        result += left > 1 ? DIGITS[((b & 15) << 2) | (c >> 6)] : '=';
        result += left > 2 ? DIGITS[c & 63] : '=';
      }
      return result;
    },
    atob(text) {
      let [result, bits, count] = ['', 0, 0];
      for (const c of text) {
        if (digitOf(c) < 0) continue;
        bits = ((bits << 6) | digitOf(c)) & 0xffff;
        count += 6;
        if (count >= 8) result += String.fromCharCode((bits >> (count -= 8)) & 255);
      }
      return result;
    },
  };

  const isFunction = (value) =>
    typeof value === 'function' || value?._jsonata_lambda === true || value?._jsonata_function === true;

  function scalarOf(value) {
    if (value === undefined) return { kind: 'other', what: 'nothing' };
    if (value === null) return { kind: 'other', what: 'null' };
    if (typeof value === 'boolean') return { kind: 'other', what: String(value) };
    if (typeof value === 'number') return { kind: 'number', text: String(value), exact: isExact(value) };
    if (typeof value === 'string')
      return { kind: 'text', text: value.slice(0, 2000), length: value.length };
    if (isFunction(value)) return { kind: 'other', what: 'a function' };
    return { kind: 'other', what: Array.isArray(value) ? 'an array' : 'an object' };
  }

  function valueOf(value) {
    if (isFunction(value)) return { kind: 'other', what: 'a function' };
    // Functions that are written in JSONata are objects, and hold whatever they can see.
    const json = JSON.stringify(value, (_name, member) => (isFunction(member) ? undefined : member));
    if (json === undefined) return { kind: 'other', what: 'nothing' };
    return json.length > mostJson ? { kind: 'large' } : { kind: 'value', json };
  }

  const isExact = (number) => Number.isFinite(number) && Math.abs(number) <= Number.MAX_SAFE_INTEGER;

  /** JSONata's message without the values in it, which are somebody's data. */
  function wordsOf(error) {
    let words = String(error.message);
    for (const member of ['value', 'value2', 'exp']) {
      const shown = JSON.stringify(error[member]);
      if (shown) words = words.split(shown).join('…');
    }
    return words.slice(0, 300);
  }

  globalThis.begin = () => {
    Promise.resolve()
      .then(() => jsonata(expression, { stack: 2000, sequence: 100000 }).evaluate(JSON.parse(input)))
      .then((value) => tell(result === 'value' ? valueOf(value) : scalarOf(value)))
      .catch((error) =>
        tell({
          kind: 'error',
          code: String(error.code),
          words: wordsOf(error),
          position: Number(error.position) || null,
        }),
      );
  };
}
`;
