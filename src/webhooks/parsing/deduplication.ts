import { assertExpression, evaluate, textError } from '../../expressions/index.ts';
import type { DeduplicationByExpression } from '../../schema/index.ts';
import { readDocument } from './document.ts';
import { ParseFault } from './fault.ts';
import { inputOf } from './input.ts';
import type { Deduplication, Sample } from './parser-types.ts';

/** Characters. */
const MAX_LENGTH = 1000;

/**
 * Checks that the expression is valid JSONata.
 * @param pointer JSON pointer to the deduplication in the request
 * @throws AppError validation_failed
 */
export function assertDeduplication(deduplication: Deduplication, pointer: string): void {
  if (deduplication.by === 'expression') assertExpression(deduplication.expression, `${pointer}/expression`);
}

/**
 * What an expression returns for a request, by which duplicates are detected. Both are untrusted.
 * @param queueKey the queue in which the evaluation waits: the tenant's ID
 * @returns undefined if it returned nothing, failed, or could not be evaluated on this body
 * @throws AppError overloaded; Error if the system cannot start a process
 */
export async function evaluateKey(
  { expression, format = 'json' }: DeduplicationByExpression,
  sample: Sample,
  queueKey: string,
): Promise<string | undefined> {
  let input: string;
  try {
    input = inputOf(readDocument(format, sample), sample);
  } catch (error) {
    if (error instanceof ParseFault) return undefined;
    throw error;
  }
  const outcome = await evaluate(queueKey, expression, input);
  if (outcome.kind === 'number') return outcome.exact ? outcome.text : undefined;
  if (outcome.kind !== 'text' || textError(outcome.text, MAX_LENGTH, outcome.length) !== undefined)
    return undefined;
  return outcome.text;
}
