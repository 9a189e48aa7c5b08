import { setImmediate } from 'node:timers/promises';
import { assertExpression, evaluateAll, overloaded, type ValueOutcome } from '../../expressions/index.ts';
import { cloudEventsAsEvents } from './cloudevents.ts';
import { readDocument, type ReadDocument } from './document.ts';
import { eventsOf, linesAsEvents } from './event.ts';
import { ParseFault } from './fault.ts';
import { inputOf } from './input.ts';
import type { Format, Parsed, ParsedEvent, Parser, Sample } from './parser-types.ts';

/**
 * Checks that the expression is valid JSONata, which the schema cannot do.
 * @param pointer JSON pointer to the parser in the request
 * @throws AppError validation_failed
 */
export function assertParser(parser: Parser, pointer: string): void {
  if (parser.type === 'jsonata' && parser.expression !== undefined)
    assertExpression(parser.expression, `${pointer}/expression`);
}

/** `parseEvents` for a single sample. @throws AppError overloaded if too many expressions are being evaluated */
export async function parse(parser: Parser, sample: Sample, queueKey: string): Promise<Parsed> {
  const [parsed] = await parseEvents(parser, [sample], queueKey);
  if (parsed === undefined) throw overloaded();
  return parsed;
}

/**
 * Parses each body into one or more events, or explains why it could not. Failures do not affect other samples. Parsing several
 * together is cheaper, because they share the process that evaluates the expression.
 * @param queueKey the queue in which the evaluation waits: the tenant's ID
 * @returns one result per sample, in the same order; undefined for those whose expression did not get its turn in time,
 * because too many are being evaluated
 * @throws Error if the system cannot start a process
 */
export async function parseEvents(
  parser: Parser,
  samples: readonly Sample[],
  queueKey: string,
): Promise<(Parsed | undefined)[]> {
  if (parser.type === 'none') return samples.map(() => ({ ok: true, events: null }));
  const documents: (ReadDocument | ParseFault)[] = [];
  for (const sample of samples) {
    documents.push(attempt(() => readDocument(parser.format, sample)));
    // Parsing a large body takes time, so let other requests use this thread in between.
    await setImmediate();
  }
  const outcomes = await outcomesOf(parser.expression, documents, samples, queueKey);
  return documents.map((document) => {
    if (outcomes !== undefined && !(document instanceof ParseFault) && !outcomes.has(document))
      return undefined;
    const events = attempt(() => {
      if (document instanceof ParseFault) throw document;
      return outcomes === undefined
        ? unmappedEvents(parser.format, document.value)
        : eventsOf(document.value, outcomes.get(document));
    });
    return events instanceof ParseFault ? { ok: false, reason: events.message } : { ok: true, events };
  });
}

/** The events of a document without an expression. */
function unmappedEvents(format: Format, value: unknown): [ParsedEvent, ...ParsedEvent[]] {
  switch (format) {
    case 'ndjson':
      return linesAsEvents(value);
    case 'cloudevents':
      return cloudEventsAsEvents(value);
    default:
      return eventsOf(value, undefined);
  }
}

/** By document, of those that had a turn; undefined without an expression. */
async function outcomesOf(
  expression: string | undefined,
  documents: readonly (ReadDocument | ParseFault)[],
  samples: readonly Sample[],
  queueKey: string,
): Promise<Map<ReadDocument, ValueOutcome> | undefined> {
  if (expression === undefined) return undefined;
  const readable: ReadDocument[] = [];
  const inputs: string[] = [];
  documents.forEach((document, index) => {
    if (document instanceof ParseFault) return;
    readable.push(document);
    inputs.push(inputOf(document, samples[index]!));
  });
  const outcomes = await evaluateAll(queueKey, expression, inputs, 'value');
  return new Map(outcomes.map((outcome, index) => [readable[index]!, outcome]));
}

function attempt<T>(work: () => T): T | ParseFault {
  try {
    return work();
  } catch (error) {
    if (error instanceof ParseFault) return error;
    throw error;
  }
}
