import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { AppError } from '../errors.ts';
import { QueueTimeoutError } from '../system/fair-queue.ts';
import type { OutcomeOf, ResultKind } from './outcome.ts';
import { createSchedule } from './schedule.ts';
import { runTurn, type Task } from './turn.ts';

const require = createRequire(import.meta.url);
const schedule = createSchedule();

/** Like `evaluateAll`, with one input. */
export async function evaluate<Result extends ResultKind = 'scalar'>(
  tenant: string,
  expression: string,
  input: string,
  result?: Result,
): Promise<OutcomeOf[Result]> {
  const [outcome] = await evaluateAll(tenant, expression, [input], result);
  return outcome!;
}

/**
 * Evaluates a JSONata expression on each of `inputs` (JSON text) in a separate process, which ends with them. A worker
 * thread is not enough: an expression of 30 characters can request a list or a string so large that V8 aborts, which
 * kills all threads, whatever their memory limits. Each input has one second and its own outcome; the inputs after one
 * that is too slow, or that kills the process, are evaluated in the next process. A process that has used up its turn
 * leaves the rest to another one, which queues again (`schedule.ts`), so that other tenants get their turn in between.
 * @param tenant the ID of the tenant whose turn it is
 * @param result `scalar` (the default): a string or a number; `value`: any value, as JSON text of up to 1 MiB
 * @returns the outcomes, in the order of the inputs
 * @throws AppError overloaded if too many evaluations are waiting
 * @throws Error if the system cannot start a process
 */
export async function evaluateAll<Result extends ResultKind = 'scalar'>(
  tenant: string,
  expression: string,
  inputs: readonly string[],
  result?: Result,
): Promise<OutcomeOf[Result][]> {
  const library = await readFile(require.resolve('jsonata'), 'utf8');
  const task: Task = { library, expression, result: result ?? 'scalar' };
  const outcomes: OutcomeOf[Result][] = [];
  while (outcomes.length < inputs.length) {
    const rest = inputs.slice(outcomes.length);
    outcomes.push(...((await evaluateInTurn(tenant, task, rest)) as OutcomeOf[Result][]));
  }
  return outcomes;
}

/** @returns the outcomes of the first inputs; an empty list if the turn was too short for the first one */
async function evaluateInTurn(tenant: string, task: Task, inputs: readonly string[]) {
  try {
    return await schedule(tenant, task.expression, (allowance) => runTurn(task, inputs, allowance));
  } catch (error) {
    if (!(error instanceof QueueTimeoutError)) throw error;
    throw new AppError('overloaded', 'Too many expressions are being evaluated. Retry later.', {
      retryAfter: 10,
    });
  }
}
