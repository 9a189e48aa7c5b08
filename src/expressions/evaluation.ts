import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { AppError } from '../errors.ts';
import { QueueTimeoutError } from '../system/fair-queue.ts';
import { assertReadable, readingProgramFiles } from '../system/program-files.ts';
import type { OutcomeOf, ResultKind } from './outcome.ts';
import { createScheduler } from './scheduler.ts';
import type { TurnOutcome } from './turn-progress.ts';
import { NotStartedError, PROGRAM_FILES, runTurn, type Task } from './turn.ts';

const require = createRequire(import.meta.url);
const schedule = createScheduler();
/** JSONata's source, read once. */
let library: string | undefined;

/** Reads the files that evaluations need, once. @returns JSONata's source @throws ProgramFilesError */
export function loadLibrary(): string {
  library ??= readingProgramFiles('the files that evaluate expressions', () => {
    PROGRAM_FILES.forEach(assertReadable);
    return readFileSync(require.resolve('jsonata'), 'utf8');
  });
  return library;
}

/** How many times in a row an evaluation is retried if its process ends before the evaluation begins. */
const MAX_RESTARTS = 2;

/** Like `evaluateAll`, with one input. @throws AppError overloaded if it did not get a turn in time */
export async function evaluate<Result extends ResultKind = 'scalar'>(
  tenant: string,
  expression: string,
  input: string,
  result?: Result,
): Promise<OutcomeOf[Result]> {
  const [outcome] = await evaluateAll(tenant, expression, [input], result);
  if (outcome === undefined) throw overloaded();
  return outcome;
}

export function overloaded(): AppError {
  return new AppError('overloaded', 'Too many expressions are being evaluated. Retry later.', {
    retryAfter: 10,
  });
}

/**
 * Evaluates a JSONata expression on each of `inputs` (JSON text) in a separate process, which exits after the last one.
 * A worker thread is not enough: an expression of 30 characters can request a list or a string so large that V8 aborts,
 * which kills all threads, whatever their memory limits. Each input has one second and its own outcome. If an input is
 * too slow, or kills the process, those after it are evaluated in the next process. When a turn is over, the remaining
 * inputs queue again (`scheduler.ts`), so that other tenants get a turn in between.
 * @param tenant the ID of the tenant whose turn it is
 * @param result `scalar` (the default): a string or a number; `value`: any value, as JSON text of up to 1 MiB
 * @returns the outcomes, in the order of the inputs; fewer if the last inputs did not get a turn in time, because too
 * many evaluations were waiting
 * @throws Error if the system cannot start a process
 */
export async function evaluateAll<Result extends ResultKind = 'scalar'>(
  tenant: string,
  expression: string,
  inputs: readonly string[],
  result?: Result,
): Promise<OutcomeOf[Result][]> {
  const task: Task = { library: loadLibrary(), expression, result: result ?? 'scalar' };
  const outcomes: OutcomeOf[Result][] = [];
  while (outcomes.length < inputs.length) {
    const more = await evaluateInTurn(tenant, task, inputs.slice(outcomes.length));
    if (more === undefined) break;
    outcomes.push(...(more as OutcomeOf[Result][]));
  }
  return outcomes;
}

/**
 * @returns the outcomes of the first inputs; an empty list if the turn was too short for the first one; undefined if
 * there was no turn in time
 */
async function evaluateInTurn(
  tenant: string,
  task: Task,
  inputs: readonly string[],
  restarts = 0,
): Promise<TurnOutcome[] | undefined> {
  const bytes = inputs.reduce((sum, input) => sum + input.length, 0);
  try {
    return await schedule({ tenant, expression: task.expression, bytes }, (allowance) =>
      runTurn(task, inputs, allowance),
    );
  } catch (error) {
    if (error instanceof QueueTimeoutError) return undefined;
    if (!(error instanceof NotStartedError) || restarts === MAX_RESTARTS) throw error;
    return evaluateInTurn(tenant, task, inputs, restarts + 1);
  }
}
