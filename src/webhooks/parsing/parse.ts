import { setImmediate } from 'node:timers/promises';
import { assertExpression, evaluateAll, type ValueOutcome } from '../../expressions/index.ts';
import { readDocument, type ReadDocument } from './document.ts';
import { eventOf } from './event.ts';
import { ParseFault } from './fault.ts';
import { shownHeaders } from './headers.ts';
import type { Parsed, Parser, Sample } from './shape.ts';

/**
 * Checks what a schema cannot: that the expression is JSONata.
 * @param pointer where the request holds the parser
 * @throws AppError validation_failed
 */
export function assertParser(parser: Parser, pointer: string): void {
  if (parser.type === 'jsonata' && parser.expression !== undefined)
    assertExpression(parser.expression, `${pointer}/expression`);
}

/** As `parseEvents`, of one. */
export async function parse(parser: Parser, sample: Sample, lane: string): Promise<Parsed> {
  const [parsed] = await parseEvents(parser, [sample], lane);
  return parsed!;
}

/**
 * What a parser makes of each body: the event, or why there is none. One that fails does not touch the others.
 * Several are cheaper together: they share the process in which the expression is evaluated.
 * @param lane whose turn it is to evaluate: the tenant's id
 * @returns in the samples' order
 * @throws AppError overloaded when too many expressions are being evaluated
 * @throws Error when the system cannot start a process
 */
export async function parseEvents(
  parser: Parser,
  samples: readonly Sample[],
  lane: string,
): Promise<Parsed[]> {
  if (parser.type === 'none') return samples.map(() => ({ ok: true, event: null }));
  const documents: (ReadDocument | ParseFault)[] = [];
  for (const sample of samples) {
    documents.push(attempt(() => readDocument(parser.format, sample.body)));
    // A large body takes its time, and others wait for this thread.
    await setImmediate();
  }
  const outcomes = await outcomesOf(parser.expression, documents, samples, lane);
  return documents.map((document) => {
    const event = attempt(() => {
      if (document instanceof ParseFault) throw document;
      return eventOf(document.value, outcomes?.get(document));
    });
    return event instanceof ParseFault ? { ok: false, reason: event.message } : { ok: true, event };
  });
}

/** By document; undefined without an expression. */
async function outcomesOf(
  expression: string | undefined,
  documents: readonly (ReadDocument | ParseFault)[],
  samples: readonly Sample[],
  lane: string,
): Promise<Map<ReadDocument, ValueOutcome> | undefined> {
  if (expression === undefined) return undefined;
  const readable: ReadDocument[] = [];
  const inputs: string[] = [];
  documents.forEach((document, index) => {
    if (document instanceof ParseFault) return;
    readable.push(document);
    inputs.push(`{"body":${document.json},"headers":${JSON.stringify(shownHeaders(samples[index]!))}}`);
  });
  const outcomes = await evaluateAll(lane, expression, inputs, 'value');
  return new Map(readable.map((document, index) => [document, outcomes[index]!]));
}

function attempt<T>(work: () => T): T | ParseFault {
  try {
    return work();
  } catch (error) {
    if (error instanceof ParseFault) return error;
    throw error;
  }
}
