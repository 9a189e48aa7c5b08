import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { parse } from 'node:path';
import { EVALUATION_PROGRAM } from './evaluation-program.ts';
import { createGate } from '../../system/gate.ts';

/** What became of an expression. */
export type Outcome =
  /** The first 2,000 characters, and how many there are. */
  | { kind: 'text'; text: string; length: number }
  /** `exact`: not so large that JavaScript has rounded it. */
  | { kind: 'number'; text: string; exact: boolean }
  | { kind: 'other'; what: string }
  | { kind: 'error'; code: string; words: string; position: number | null }
  /** It waits for something that never comes. */
  | { kind: 'none' }
  /** It took longer than a second. */
  | { kind: 'slow' }
  /** The process died of it: it needed too much memory. */
  | { kind: 'died' };

/** Milliseconds, from when the evaluation begins. */
const TIME_LIMIT = 1000;
/** A machine under load may take its time to start a process; that is not the expression's fault. */
const START_LIMIT = 10_000;
/** For a process whose parent has died and so cannot end it. */
const OWN_TIME_LIMIT = 2 * TIME_LIMIT;
/** What the process takes in all; about 50 million is Node itself. */
const MOST_BYTES = 200_000_000;
const MOST_OUTPUT = 65_536;

const FLAGS = ['--max-old-space-size=64', '--max-semi-space-size=4', '--input-type=commonjs'];

const require = createRequire(import.meta.url);
/** Few, because each may take as much as MOST_BYTES and a processor for as long as TIME_LIMIT. */
const gate = createGate({ places: 2, patience: 10_000 });

/**
 * Evaluates a JSONata expression over `input`, JSON text, in a process of its own, which ends with it. A thread
 * would not do: an expression of 30 characters can ask for a list or text so large that V8, which then aborts,
 * takes all threads along, whatever their memory limits say.
 * @param lane whose turn it is: a tenant's id
 * @throws GateError when too many evaluations are waiting
 * @throws Error when the system cannot start a process
 */
export function evaluate(lane: string, expression: string, input: string): Promise<Outcome> {
  return gate(lane, async () => {
    const library = await readFile(require.resolve('jsonata'), 'utf8');
    const limits = { milliseconds: OWN_TIME_LIMIT, bytes: MOST_BYTES };
    return run(JSON.stringify({ library, expression, input, ...limits }));
  });
}

function run(task: string): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...FLAGS, '-e', EVALUATION_PROGRAM], {
      env: {},
      // Where a service can not write, should the system leave a core dump behind.
      cwd: parse(process.execPath).root,
      stdio: ['pipe', 'pipe', 'ignore'],
      windowsHide: true,
    });
    let [output, slow] = ['', false];
    const stop = () => {
      slow = true;
      child.kill('SIGKILL');
    };
    let timer = setTimeout(stop, START_LIMIT);
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on('close', () => {
      clearTimeout(timer);
      const outcome = outcomeIn(output);
      // It may have come to its end while this process was too busy to see it.
      resolve(slow && outcome.kind === 'died' ? { kind: 'slow' } : outcome);
    });
    child.stdout.setEncoding('utf8').on('data', (piece: string) => {
      if (output === '') {
        clearTimeout(timer);
        timer = setTimeout(stop, TIME_LIMIT);
      }
      output += piece;
      if (output.length > MOST_OUTPUT) stop();
    });
    // It may die before it has read everything.
    child.stdin.on('error', () => undefined);
    child.stdin.end(task);
  });
}

/** The line after the one that says that it has begun. */
function outcomeIn(output: string): Outcome {
  try {
    return JSON.parse(output.slice(output.indexOf('\n') + 1)) as Outcome;
  } catch {
    return { kind: 'died' };
  }
}
