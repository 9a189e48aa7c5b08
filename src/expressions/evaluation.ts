import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { AppError } from '../errors.ts';
import { createGate, GateError } from '../system/gate.ts';
import type { OutcomeOf, ResultKind } from './outcome.ts';
import { takeTurn, type Task } from './turn.ts';

const require = createRequire(import.meta.url);
/** Few, because each may take as much memory as `turn.ts` says and a processor for as long. */
const gate = createGate({ places: 2, patience: 10_000 });

/** As `evaluateAll`, with one input. */
export async function evaluate<Result extends ResultKind = 'scalar'>(
  lane: string,
  expression: string,
  input: string,
  result?: Result,
): Promise<OutcomeOf[Result]> {
  const [outcome] = await evaluateAll(lane, expression, [input], result);
  return outcome!;
}

/**
 * Evaluates a JSONata expression over each of `inputs`, JSON text, in a process of its own, which ends with them. A
 * thread would not do: an expression of 30 characters can ask for a list or text so large that V8, which then
 * aborts, takes all threads along, whatever their memory limits say. Each input has a second, and its own verdict;
 * those after one that is too slow, or that kills the process, are evaluated in the next. A process that is more
 * than a second old leaves the rest to another, which waits for its turn: other tenants' come in between.
 * @param lane whose turn it is: a tenant's id
 * @param result `scalar`, unless it is given: a text or a number; `value`: any value, as JSON text of 1 MiB at most
 * @returns the outcomes in the inputs' order
 * @throws AppError overloaded when too many evaluations are waiting
 * @throws Error when the system cannot start a process
 */
export async function evaluateAll<Result extends ResultKind = 'scalar'>(
  lane: string,
  expression: string,
  inputs: readonly string[],
  result?: Result,
): Promise<OutcomeOf[Result][]> {
  const library = await readFile(require.resolve('jsonata'), 'utf8');
  const task: Task = { library, expression, result: result ?? 'scalar' };
  const outcomes: OutcomeOf[Result][] = [];
  while (outcomes.length < inputs.length) {
    const rest = inputs.slice(outcomes.length);
    outcomes.push(...((await inTurn(lane, () => takeTurn(task, rest))) as OutcomeOf[Result][]));
  }
  return outcomes;
}

async function inTurn<T>(lane: string, work: () => Promise<T>): Promise<T> {
  try {
    return await gate(lane, work);
  } catch (error) {
    if (!(error instanceof GateError)) throw error;
    throw new AppError('overloaded', 'Too many expressions are being evaluated at this moment. Try again.', {
      retryAfter: 10,
    });
  }
}
