import { spawn } from 'node:child_process';
import { parse } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Outcome, ResultKind, ValueOutcome } from './outcome.ts';
import type { Allowance, Turn } from './schedule.ts';

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
  /** Limit of the processor time of an evaluation, in milliseconds. */
  cpu: number;
  /** Memory limit. */
  bytes: number;
  /** Maximum length of a value's JSON text, in characters. */
  maxJson: number;
}

/** Milliseconds that an evaluation may take, counted from its start. */
const TIME_LIMIT = 1000;
/**
 * Milliseconds of processor time that an evaluation may take in a short turn; nearly all take a tenth of it. On a busy
 * machine an expression that is fast may still take long, which is not its fault.
 */
const SHORT = 100;
/** Milliseconds after which a turn leaves the rest to another. */
const TURN = { short: 3 * SHORT, full: TIME_LIMIT };
/** Milliseconds in which an evaluation must begin. A machine under load may be slow to start a process. */
const START_LIMIT = 10_000;
/** For a process whose parent has died and so cannot end it. */
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
 * Evaluates inputs (JSON text) one after the other in one process, which ends with them, for little more than a second
 * in total, or for a short turn. An evaluation that a short turn interrupts has no outcome, and starts again in the
 * next turn.
 * @returns the outcomes of the first inputs, at least one in a full turn; the others are left to another turn
 * @throws NotStartedError
 * @throws Error if the system cannot start a process
 */
export function runTurn(
  task: Task,
  inputs: readonly string[],
  allowance: Allowance,
): Promise<Turn<(Outcome | ValueOutcome)[]>> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...FLAGS, PROGRAM_FILES[0]!], {
      env: {},
      // A service cannot write there, so the system cannot leave a core dump behind.
      cwd: parse(process.execPath).root,
      stdio: ['pipe', 'pipe', 'ignore'],
      windowsHide: true,
    });
    const outcomes: (Outcome | ValueOutcome)[] = [];
    let [sent, slow, interrupted, used] = [0, false, false, 0];
    /** What the process does with the input that was sent last. */
    let phase: 'starting' | 'evaluating' | 'answering' = 'starting';
    let firstStartedAt: number | undefined;
    let startedAt = 0;
    let timer: NodeJS.Timeout;

    const stop = () => {
      slow = true;
      interrupted = phase === 'evaluating' && allowance === 'short';
      child.kill('SIGKILL');
    };
    const stopAfter = (milliseconds: number) => {
      clearTimeout(timer);
      timer = setTimeout(stop, milliseconds);
    };
    /** One at a time, because the next input may have to go to another process. */
    const sendNext = () => {
      phase = 'starting';
      stopAfter(START_LIMIT);
      const over = firstStartedAt !== undefined && performance.now() - firstStartedAt > TURN[allowance];
      const input = over ? undefined : inputs[sent];
      if (input === undefined) return child.stdin.end();
      sent += 1;
      child.stdin.write(`${JSON.stringify(input)}\n`);
    };
    const onLine = (line: string) => {
      if (line === 'started') {
        phase = 'evaluating';
        startedAt = performance.now();
        firstStartedAt ??= startedAt;
        return stopAfter(TIME_LIMIT);
      }
      if (line.startsWith('used ')) {
        phase = 'answering';
        used += Number(line.slice('used '.length));
        return;
      }
      const outcome = read(line);
      // Its own time limit is longer than a short turn: the whole machine was paused.
      if (outcome.kind === 'slow' && allowance === 'short') {
        interrupted = true;
        return;
      }
      outcomes.push(outcome);
      // Its time may have run out while this process was too busy to notice.
      if (!slow) sendNext();
    };

    child.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      // How it ends itself when its processor time is used up.
      if (signal === 'SIGALRM') [slow, interrupted] = [true, allowance === 'short'];
      const isUnfinished = sent > outcomes.length && !interrupted;
      if (isUnfinished && outcomes.length === 0 && phase === 'starting')
        return reject(new NotStartedError(`a process for expressions ended with ${signal ?? code}`));
      // If earlier inputs have filled the memory, that is not this one's fault: it gets its own process.
      if (isUnfinished && (outcomes.length === 0 || (slow && phase === 'evaluating')))
        outcomes.push({ kind: slow ? 'slow' : 'died' });
      const milliseconds = used + (phase === 'evaluating' ? performance.now() - startedAt : 0);
      resolve({
        result: outcomes,
        milliseconds,
        slow: interrupted || milliseconds > SHORT * Math.max(1, outcomes.length),
      });
    });
    eachLine(child.stdout, onLine, stop);
    // The process may die before it has read everything.
    child.stdin.on('error', () => undefined);
    const cpu = allowance === 'short' ? SHORT : OWN_TIME_LIMIT;
    const limits = { milliseconds: OWN_TIME_LIMIT, cpu, bytes: MAX_BYTES, maxJson: MAX_JSON };
    const assignment: Assignment = { ...task, ...limits };
    child.stdin.write(`${JSON.stringify(assignment)}\n`);
    sendNext();
  });
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

function read(line: string): Outcome | ValueOutcome {
  try {
    const outcome = JSON.parse(line) as Outcome | ValueOutcome;
    const large = outcome.kind === 'value' && Buffer.byteLength(outcome.json) > MAX_JSON;
    return large ? { kind: 'large' } : outcome;
  } catch {
    return { kind: 'died' };
  }
}
