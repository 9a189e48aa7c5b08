import {
  explainFailure,
  faultOfText,
  INEXACT,
  isObject,
  type ValueOutcome,
} from '../../expressions/index.ts';
import { isDeeperThan } from '../../jsonapi/index.ts';
import { ParseFault } from './fault.ts';
import { DEEPEST } from './json.ts';
import type { ParsedEvent } from './shape.ts';

/** Characters. */
const LONGEST = { type: 255, id: 255, user: 500 };

/**
 * The event that an expression has made of a document, or the document itself where there is no expression.
 * @throws ParseFault saying what the expression gave instead
 */
export function eventOf(document: unknown, outcome: ValueOutcome | undefined): ParsedEvent {
  if (outcome === undefined) return { type: null, id: null, user: null, data: document };
  const { data = document, ...names } = membersOf(outcome);
  const { type, id, user, ...others } = names;
  if (Object.keys(others).length > 0)
    throw gave('members besides type, id, user and data; what else is to be kept belongs into data');
  return { type: nameOf('type', type), id: nameOf('id', id), user: nameOf('user', user), data };
}

function membersOf(outcome: ValueOutcome): Record<string, unknown> {
  switch (outcome.kind) {
    case 'value': {
      if (isDeeperThan(DEEPEST, outcome.json)) throw gave(`something nested deeper than ${DEEPEST} levels`);
      // A number in which digits were lost must be seen, so none becomes a text here.
      const value: unknown = JSON.parse(outcome.json);
      if (isObject(value)) return value;
      throw gaveNoObject(kindOf(value));
    }
    case 'large':
      throw gave('more than 1 MiB; it must leave something out');
    case 'other':
      throw gaveNoObject(outcome.what);
    default:
      throw new ParseFault(explainFailure(outcome).replace(/^t/, 'T'));
  }
}

/** null where there is none. */
function nameOf(member: keyof typeof LONGEST, value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number') {
    if (Math.abs(value) <= Number.MAX_SAFE_INTEGER) return String(value);
    throw gave(`${INEXACT} as ${member}`);
  }
  if (typeof value !== 'string') throw gave(`${kindOf(value)} as ${member}; it must give a text or a number`);
  const wrong = faultOfText(value, LONGEST[member]);
  if (wrong === undefined) return value;
  throw gave(`as ${member} ${wrong}`);
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value === 'string' ? 'text' : typeof value}`;
}

function gaveNoObject(what: string): ParseFault {
  return gave(`${what}; it must give an object of type, id, user and data`);
}

function gave(what: string): ParseFault {
  return new ParseFault(`The expression gave ${what}.`);
}
