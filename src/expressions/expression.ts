import jsonata from 'jsonata';
import { AppError } from '../errors.ts';

/** Characters. */
const LONGEST_EXPRESSION = 2000;

/**
 * Parses the expression, which is not evaluated: that is done in a process of its own (`evaluation.ts`).
 * @param pointer where the request holds the expression
 * @throws AppError validation_failed, saying what is wrong and near which character
 */
export function assertExpression(expression: string, pointer: string): void {
  if (expression.length > LONGEST_EXPRESSION)
    throw fault(`The expression has more than ${LONGEST_EXPRESSION} characters.`, pointer);
  try {
    jsonata(expression);
  } catch (error) {
    throw fault(`The expression is not valid JSONata: ${describe(error)}.`, pointer);
  }
}

function describe(error: unknown): string {
  const { code, message, position } = error as { code?: unknown; message?: unknown; position?: unknown };
  // Errors without a code are JavaScript's own: a regular expression that is none, or parentheses a thousand deep.
  const what =
    typeof code === 'string' || error instanceof SyntaxError ? String(message) : 'it is nested too deeply';
  const where = typeof position === 'number' ? `, near character ${position}` : '';
  return `${what
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .slice(0, 300)
    .toWellFormed()}${where}`;
}

function fault(detail: string, pointer: string): AppError {
  return new AppError('validation_failed', detail, { source: { pointer } });
}
