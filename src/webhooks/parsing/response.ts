import { assertExpression, evaluate, explainFailure } from '../../expressions/index.ts';
import type { WebhookResponse } from '../../schema/index.ts';
import { readDocument } from './document.ts';
import { ParseFault } from './fault.ts';
import { inputOf } from './input.ts';
import type { Sample } from './parser-types.ts';

/** Characters, as for a fixed body. */
const MAX_LENGTH = 10_000;

/** Control characters that no text format needs. */
const CONTROL = /(?![\t\n\r])\p{Cc}/u;

/** The body of a response, or why the expression did not return one. */
export type ResponseBody = { ok: true; body: string } | { ok: false; reason: string };

/**
 * Checks that the expression of a response is valid JSONata.
 * @param pointer JSON pointer to the response in the request
 * @throws AppError validation_failed
 */
export function assertResponse({ expression }: WebhookResponse, pointer: string): void {
  if (expression !== undefined) assertExpression(expression, `${pointer}/expression`);
}

/**
 * Sentences about members that the status does not allow.
 * @param name what the response is called in them
 */
export function responseFaults(response: WebhookResponse, name: string): string[] {
  if (response.status !== 204) return [];
  return (['body', 'expression'] as const)
    .filter((member) => (response[member] ?? '') !== '')
    .map(
      (member) =>
        `${name}.${member} is not allowed with status 204. Leave it out, or set ${name}.status to 200.`,
    );
}

/**
 * Evaluates the expression of a response on a request. Both are untrusted.
 * @param id of the stored event
 * @param queueKey the queue in which the evaluation waits: the tenant's ID
 * @throws AppError overloaded; Error if the system cannot start a process
 */
export async function evaluateResponse(
  { expression, format = 'json', content_type }: WebhookResponse & { expression: string },
  sample: Sample,
  id: string,
  queueKey: string,
): Promise<ResponseBody> {
  try {
    const input = inputOf(readDocument(format, sample), sample, id);
    const outcome = await evaluate(queueKey, expression, input, 'value');
    if (outcome.kind === 'large') throw tooLong();
    if (outcome.kind === 'other') throw new ParseFault(`The expression returned ${outcome.what}.`);
    if (outcome.kind !== 'value') throw new ParseFault(explainFailure(outcome).replace(/^t/, 'T'));
    return { ok: true, body: textOf(outcome.json, content_type === 'application/json') };
  } catch (error) {
    if (error instanceof ParseFault) return { ok: false, reason: error.message };
    throw error;
  }
}

/** @throws ParseFault if the value is not text, or has characters that are not allowed */
function textOf(json: string, isJson: boolean): string {
  const value: unknown = JSON.parse(json);
  if (!isJson && typeof value !== 'string')
    throw new ParseFault('The expression must return a string, unless content_type is application/json.');
  const text = isJson ? json : (value as string);
  if (text.length > MAX_LENGTH) throw tooLong();
  if (CONTROL.test(text) || !text.isWellFormed())
    throw new ParseFault('The expression returned a control character or invalid Unicode.');
  return text;
}

function tooLong(): ParseFault {
  return new ParseFault(`The expression returned more than ${MAX_LENGTH} characters.`);
}
