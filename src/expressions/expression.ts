import jsonata from 'jsonata';
import { AppError } from '../errors.ts';

/** In characters. */
const MAX_LENGTH = 2000;

/**
 * Parses an expression without evaluating it; evaluation happens in a separate process (`evaluation.ts`).
 * @param pointer where the expression is in the request
 * @throws AppError validation_failed, saying what is wrong and near which character
 */
export function assertExpression(expression: string, pointer: string): void {
  if (expression.length > MAX_LENGTH)
    throw fault(`The expression is longer than ${MAX_LENGTH} characters.`, pointer);
  try {
    jsonata(expression);
  } catch (error) {
    throw fault(`The expression is not valid JSONata: ${describe(error)}.`, pointer);
  }
}

function describe(error: unknown): string {
  const { code, message, position } = error as { code?: unknown; message?: unknown; position?: unknown };
  // Errors without a code are JavaScript's own: an invalid regular expression, or parentheses a thousand levels deep.
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
