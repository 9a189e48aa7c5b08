/**
 * The program of the process in which an expression is evaluated: plain CommonJS for `node -e`, so that it is the
 * same whether this file is compiled or not. It reads `{ library, expression, input, milliseconds, bytes }` as JSON,
 * writes a line when it begins to evaluate, and then the outcome (`evaluation.ts`) as one line of JSON.
 *
 * JSONata runs in a context that has nothing of Node's and cannot make code out of texts. V8's own limit on memory
 * does not hold for single large texts, so a thread watches what the process takes and ends it. The limit on time is
 * for a process whose parent has died; the parent itself ends it sooner.
 */
export const EVALUATION_PROGRAM = String.raw`'use strict';
const { readFileSync, writeSync } = require('node:fs');
const { createContext, runInContext } = require('node:vm');
const { Worker } = require('node:worker_threads');

const { library, expression, input, milliseconds, bytes } = JSON.parse(readFileSync(0, 'utf8'));
const context = createContext(Object.create(null), {
  codeGeneration: { strings: false, wasm: false },
  microtaskMode: 'afterEvaluate',
});
runInContext('var module = { exports: {} }, exports = module.exports;\n' + library, context);
runInContext('(' + setUp + ')()', context);
context.expression = expression;
context.input = input;
new Worker('(' + watch + ')()', { eval: true, workerData: bytes }).once('message', evaluate);

/** In a thread of its own: the other one is busy. */
function watch() {
  const { parentPort, workerData } = require('node:worker_threads');
  setInterval(() => {
    if (process.memoryUsage.rss() > workerData) process.kill(process.pid, 'SIGKILL');
  }, 5);
  parentPort.postMessage('watching');
}

function evaluate() {
  writeSync(1, 'begun\n');
  try {
    runInContext('begin()', context, { timeout: milliseconds });
    writeSync(1, typeof context.outcome === 'string' ? context.outcome : '{"kind":"none"}');
  } catch (error) {
    if (error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') writeSync(1, '{"kind":"slow"}');
  }
  process.exit();
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
    typeof value === 'function' || value._jsonata_lambda === true || value._jsonata_function === true;

  function outcomeOf(value) {
    if (value === undefined) return { kind: 'other', what: 'nothing' };
    if (value === null) return { kind: 'other', what: 'null' };
    if (typeof value === 'boolean') return { kind: 'other', what: String(value) };
    if (typeof value === 'number') return { kind: 'number', text: String(value), exact: isExact(value) };
    if (typeof value === 'string')
      return { kind: 'text', text: value.slice(0, 2000), length: value.length };
    if (isFunction(value)) return { kind: 'other', what: 'a function' };
    return { kind: 'other', what: Array.isArray(value) ? 'an array' : 'an object' };
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
      .then((value) => tell(outcomeOf(value)))
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
