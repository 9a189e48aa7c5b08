import { spawn } from 'node:child_process';
import { parse } from 'node:path';
import type { Outcome, ResultKind, ValueOutcome } from './outcome.ts';
import { EVALUATION_PROGRAM } from './program.ts';

/** What all inputs of a turn have in common. */
export interface Task {
  /** JSONata's source. */
  library: string;
  expression: string;
  result: ResultKind;
}

/** Milliseconds that an evaluation may take, from when it begins. */
const TIME_LIMIT = 1000;
/** A machine under load may take its time to start a process; that is not the expression's fault. */
const START_LIMIT = 10_000;
/** For a process whose parent has died and so cannot end it. */
const OWN_TIME_LIMIT = 2 * TIME_LIMIT;
/** What the process takes in all; about 50 million is Node itself. */
const MOST_BYTES = 200_000_000;
/** Bytes of JSON text that a value may take. */
const MOST_JSON = 1_048_576;
/** Characters of a line: within JSON each character of a JSON text takes two at most. */
const MOST_OUTPUT = 2 * MOST_JSON + 65_536;

const FLAGS = ['--max-old-space-size=64', '--max-semi-space-size=4', '--input-type=commonjs'];

/**
 * Evaluates inputs, JSON text each, one after the other in one process, which ends with them, for little more than
 * a second in all.
 * @returns the outcomes of the first of them, of one at least; the others are for another turn
 * @throws Error when the system cannot start a process
 */
export function takeTurn(task: Task, inputs: readonly string[]): Promise<(Outcome | ValueOutcome)[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...FLAGS, '-e', EVALUATION_PROGRAM], {
      env: {},
      // Where a service can not write, should the system leave a core dump behind.
      cwd: parse(process.execPath).root,
      stdio: ['pipe', 'pipe', 'ignore'],
      windowsHide: true,
    });
    const outcomes: (Outcome | ValueOutcome)[] = [];
    let [given, slow, begun] = [0, false, false];
    let firstBegun: number | undefined;
    let timer: NodeJS.Timeout;

    const stop = () => {
      slow = true;
      child.kill('SIGKILL');
    };
    const stopAfter = (milliseconds: number) => {
      clearTimeout(timer);
      timer = setTimeout(stop, milliseconds);
    };
    /** One at a time: it may not be for this process to see the next. */
    const giveNext = () => {
      begun = false;
      stopAfter(START_LIMIT);
      const over = firstBegun !== undefined && performance.now() - firstBegun > TIME_LIMIT;
      const input = over ? undefined : inputs[given];
      if (input === undefined) return child.stdin.end();
      given += 1;
      child.stdin.write(`${JSON.stringify(input)}\n`);
    };
    const hear = (line: string) => {
      if (line === 'begun') {
        begun = true;
        firstBegun ??= performance.now();
        return stopAfter(TIME_LIMIT);
      }
      outcomes.push(read(line));
      // It may have come to its end while this process was too busy to see it.
      if (!slow) giveNext();
    };

    child.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on('close', () => {
      clearTimeout(timer);
      const ended = given > outcomes.length;
      // What the inputs before it have left in the memory is not this one's fault: it gets a process of its own.
      if (ended && (outcomes.length === 0 || (slow && begun)))
        outcomes.push({ kind: slow ? 'slow' : 'died' });
      resolve(outcomes);
    });
    eachLine(child.stdout, hear, stop);
    // It may die before it has read everything.
    child.stdin.on('error', () => undefined);
    const limits = { milliseconds: OWN_TIME_LIMIT, bytes: MOST_BYTES, mostJson: MOST_JSON };
    child.stdin.write(`${JSON.stringify({ ...task, ...limits })}\n`);
    giveNext();
  });
}

function eachLine(stream: NodeJS.ReadableStream, hear: (line: string) => void, tooLong: () => void): void {
  let pieces: string[] = [];
  let length = 0;
  stream.setEncoding('utf8').on('data', (text: string) => {
    const [first = '', ...others] = text.split('\n');
    pieces.push(first);
    length += first.length;
    for (const beginning of others) {
      hear(pieces.join(''));
      pieces = [beginning];
      length = beginning.length;
    }
    if (length > MOST_OUTPUT) tooLong();
  });
}

function read(line: string): Outcome | ValueOutcome {
  try {
    const outcome = JSON.parse(line) as Outcome | ValueOutcome;
    const large = outcome.kind === 'value' && Buffer.byteLength(outcome.json) > MOST_JSON;
    return large ? { kind: 'large' } : outcome;
  } catch {
    return { kind: 'died' };
  }
}
