import { explainFailure, textError, INEXACT, type ValueOutcome } from '../../expressions/index.ts';
import { isDeeperThan, MAX_DOCUMENT_DEPTH } from '../../system/json-depth.ts';
import { isObject, kindOf } from '../../system/json-type.ts';
import { ParseFault } from './fault.ts';
import type { ParsedEvent } from './parser-types.ts';

/** Characters. */
const MAX_LENGTH = { type: 255, id: 255, user: 500 };

/** Events in one request. */
const MAX_EVENTS = 1000;

/**
 * The event, or the list of events, that an expression returned for a document; or the document itself as `data` if
 * there is no expression.
 * @throws ParseFault saying what the expression returned instead
 */
export function eventsOf(
  document: unknown,
  outcome: ValueOutcome | undefined,
): [ParsedEvent, ...ParsedEvent[]] {
  if (outcome === undefined) return [{ type: null, id: null, user: null, data: document }];
  const value = valueOf(outcome);
  if (!Array.isArray(value)) return [eventOf({ data: document, ...membersOf(value) })];
  if (value.length > MAX_EVENTS) throw returned(`a list of more than ${MAX_EVENTS} events`);
  const [first, ...others] = value.map((entry, index) => inEntry(index, () => entryOf(entry)));
  if (first === undefined) throw returned('an empty list; it must return at least one event');
  return [first, ...others];
}

/** One event per value, if there is no expression. */
export function linesAsEvents(values: unknown): [ParsedEvent, ...ParsedEvent[]] {
  const [first, ...others] = (values as unknown[]).map((data) => ({
    type: null,
    id: null,
    user: null,
    data,
  }));
  if (first === undefined) throw new ParseFault('There is no event in the body.');
  return [first, ...others];
}

/** The document is not repeated in every event. */
function entryOf(entry: unknown): ParsedEvent {
  const members = membersOf(entry);
  if (members['data'] === undefined) throw returned('an event without data, which a list requires');
  return eventOf(members);
}

/** Says in which event of a list a fault is. */
function inEntry<T>(index: number, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ParseFault)) throw error;
    throw new ParseFault(`Event ${index + 1} of the list: ${error.message}`);
  }
}

function eventOf({ type, id, user, data, ...others }: Record<string, unknown>): ParsedEvent {
  if (Object.keys(others).length > 0)
    throw returned('members other than type, id, user and data; move them into data');
  return { type: nameOf('type', type), id: nameOf('id', id), user: nameOf('user', user), data };
}

function membersOf(value: unknown): Record<string, unknown> {
  if (isObject(value)) return value;
  throw returnedNoObject(kindOf(value));
}

function valueOf(outcome: ValueOutcome): unknown {
  switch (outcome.kind) {
    case 'value': {
      if (isDeeperThan(MAX_DOCUMENT_DEPTH, outcome.json))
        throw returned(`a value nested deeper than ${MAX_DOCUMENT_DEPTH} levels`);
      // Parsed without turning large numbers into strings, so that a number that lost digits is detected.
      return JSON.parse(outcome.json);
    }
    case 'large':
      throw returned('more than 1 MiB; it must return less');
    case 'other':
      throw returnedNoObject(outcome.what);
    default:
      throw new ParseFault(explainFailure(outcome).replace(/^t/, 'T'));
  }
}

/** @returns null if the member is missing or null */
function nameOf(member: keyof typeof MAX_LENGTH, value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number') {
    if (Math.abs(value) <= Number.MAX_SAFE_INTEGER) return String(value);
    throw returned(`${INEXACT} as ${member}`);
  }
  if (typeof value !== 'string')
    throw returned(`${kindOf(value)} as ${member}; it must be a string or a number`);
  const wrong = textError(value, MAX_LENGTH[member]);
  if (wrong === undefined) return value;
  throw returned(`${wrong} as ${member}`);
}

function returnedNoObject(what: string): ParseFault {
  return returned(`${what}; it must return an object with type, id, user and data, or a list of them`);
}

function returned(what: string): ParseFault {
  return new ParseFault(`The expression returned ${what}.`);
}
