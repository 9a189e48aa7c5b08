import { spawn } from 'node:child_process';
import { parse } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ResultKind } from './outcome.ts';
import type { Allowance, Turn } from './scheduler.ts';
import { SHORT_LIMIT, TIME_LIMIT, TurnProgress, type TurnOutcome } from './turn-progress.ts';

/** What all inputs of a turn have in common. */
export interface Task {
  /** JSONata's source. */
  library: string;
  expression: string;
  result: ResultKind;
}

/** The first line that `program.mjs` reads. */
export interface Assignment extends Task {
  /** Time limit of an evaluation. */
  milliseconds: number;
  /** Milliseconds of CPU time that an evaluation may take. */
  cpu: number;
  /** Memory limit. */
  bytes: number;
  /** Maximum length of a value's JSON text, in characters. */
  maxJson: number;
}

/** Milliseconds in which an evaluation must begin. A machine under load may be slow to start a process. */
const START_LIMIT = 10_000;
/** The time limit that the process enforces itself, in case its parent has died. */
const OWN_TIME_LIMIT = 2 * TIME_LIMIT;
/** Memory limit of the entire process; Node itself takes about 50 million. */
const MAX_BYTES = 200_000_000;
/** Maximum size of a value's JSON text, in bytes. */
const MAX_JSON = 1_048_576;
/** Maximum length of an output line: escaping a JSON text as a JSON string at most doubles it. */
const MAX_OUTPUT = 2 * MAX_JSON + 65_536;

const FLAGS = ['--max-old-space-size=64', '--max-semi-space-size=4'];
/** The program of the process, and the files that it reads. */
export const PROGRAM_FILES = ['program.mjs', 'sandbox.cjs', 'watchdog.mjs'].map((name) =>
  fileURLToPath(new URL(name, import.meta.url)),
);

/**
 * A process ended before it had begun to evaluate anything, which is not the expression's fault: all processes of the
 * server got a signal, the machine is too busy, or a file is missing.
 */
export class NotStartedError extends Error {
  override readonly name = 'NotStartedError';
}

/**
 * Evaluates inputs (JSON text) one after another in one process, which exits after the last one. A full turn starts
 * evaluations for one second, a short turn for less. An evaluation that a short turn interrupts has no outcome, and
 * starts again in the next turn.
 * @returns the outcomes of the first inputs, at least one in a full turn; the others are left to another turn
 * @throws NotStartedError
 * @throws Error if the system cannot start a process
 */
export function runTurn(
  task: Task,
  inputs: readonly string[],
  allowance: Allowance,
): Promise<Turn<TurnOutcome[]>> {
  return new Promise((resolve, reject) => {
    const progress = new TurnProgress(inputs, allowance);
    const child = startProcess();
    let timer: NodeJS.Timeout;

    const kill = () => {
      progress.killed();
      child.kill('SIGKILL');
    };
    const killAfter = (milliseconds: number) => {
      clearTimeout(timer);
      timer = setTimeout(kill, milliseconds);
    };
    /** One at a time, because the next input may have to go to another process. */
    const sendNext = () => {
      killAfter(START_LIMIT);
      const input = progress.nextInput(performance.now());
      if (input === undefined) child.stdin.end();
      else child.stdin.write(`${JSON.stringify(input)}\n`);
    };
    const onLine = (line: string) => {
      if (line === 'started') {
        progress.evaluationStarted(performance.now());
        killAfter(TIME_LIMIT);
      } else if (line.startsWith('used ')) progress.evaluationEnded(Number(line.slice('used '.length)));
      else if (progress.addOutcome(outcomeOf(line))) sendNext();
    };

    child.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      // The watchdog of the process sends this signal.
      if (signal === 'SIGALRM') progress.cpuTimeUsedUp();
      const turn = progress.result(performance.now());
      if (turn === undefined)
        reject(new NotStartedError(`a process for expressions ended with ${signal ?? code}`));
      else resolve(turn);
    });
    eachLine(child.stdout, onLine, kill);
    // The process may die before it has read everything.
    child.stdin.on('error', () => undefined);
    child.stdin.write(`${JSON.stringify(assignmentOf(task, allowance))}\n`);
    sendNext();
  });
}

function startProcess() {
  return spawn(process.execPath, [...FLAGS, PROGRAM_FILES[0]!], {
    env: {},
    // The service's account cannot write to the root directory, so a crash cannot leave a core dump there.
    cwd: parse(process.execPath).root,
    stdio: ['pipe', 'pipe', 'ignore'],
    windowsHide: true,
  });
}

function assignmentOf(task: Task, allowance: Allowance): Assignment {
  const cpu = allowance === 'short' ? SHORT_LIMIT : OWN_TIME_LIMIT;
  return { ...task, milliseconds: OWN_TIME_LIMIT, cpu, bytes: MAX_BYTES, maxJson: MAX_JSON };
}

function eachLine(stream: NodeJS.ReadableStream, onLine: (line: string) => void, tooLong: () => void): void {
  let pieces: string[] = [];
  let length = 0;
  stream.setEncoding('utf8').on('data', (text: string) => {
    const [first = '', ...others] = text.split('\n');
    pieces.push(first);
    length += first.length;
    for (const beginning of others) {
      onLine(pieces.join(''));
      pieces = [beginning];
      length = beginning.length;
    }
    if (length > MAX_OUTPUT) tooLong();
  });
}

function outcomeOf(line: string): TurnOutcome {
  try {
    const outcome = JSON.parse(line) as TurnOutcome;
    const large = outcome.kind === 'value' && Buffer.byteLength(outcome.json) > MAX_JSON;
    return large ? { kind: 'large' } : outcome;
  } catch {
    return { kind: 'died' };
  }
}
