import { assertExpression, evaluateAll, explainFailure, type ValueOutcome } from '../../expressions/index.ts';
import type { WebhookFilter } from '../../schema/index.ts';
import { kindOf } from '../../system/json-type.ts';
import { shownHeaders } from './headers.ts';
import type { ParsedEvent, Sample } from './parser-types.ts';

/** What a filter decides on. */
export interface Filterable {
  kind: string;
  /** null: the event was not parsed, so it has no type, ID, user and data. */
  parsed: ParsedEvent | null;
  sample: Sample;
}

/** Whether an event matches a filter, or why that is unknown. */
export type FilterResult = { ok: true; matches: boolean } | { ok: false; reason: string };

/**
 * Checks that the expression of a filter is valid JSONata, which the schema cannot do.
 * @param pointer JSON pointer to the filter in the request
 * @throws AppError validation_failed
 */
export function assertFilter({ expression }: WebhookFilter, pointer: string): void {
  if (expression !== undefined) assertExpression(expression, `${pointer}/expression`);
}

/**
 * Applies a filter to events; without one, all of them match. Both are untrusted. An event that fails does not affect the others.
 * @param queueKey the queue in which the evaluation waits: the tenant's ID
 * @returns one result per event, in the same order; undefined for those whose expression did not get its turn in time
 * @throws Error if the system cannot start a process
 */
export async function filterEvents(
  filter: WebhookFilter | null,
  events: readonly Filterable[],
  queueKey: string,
): Promise<(FilterResult | undefined)[]> {
  const { types, expression } = filter ?? {};
  const ofType = events.filter(({ parsed }) => types === undefined || isOneOf(types, parsed?.type ?? null));
  const outcomes =
    expression === undefined
      ? undefined
      : await evaluateAll(queueKey, expression, ofType.map(inputOf), 'value');
  const results = new Map(
    ofType.map((event, index) => [event, outcomes === undefined ? matched(true) : resultOf(outcomes[index])]),
  );
  return events.map((event) => (results.has(event) ? results.get(event) : matched(false)));
}

/** Whether a type is in a list, in which `*` at the end of a type stands for any text. */
function isOneOf(types: readonly string[], type: string | null): boolean {
  if (type === null) return false;
  return types.some((one) => (one.endsWith('*') ? type.startsWith(one.slice(0, -1)) : type === one));
}

function inputOf({ kind, parsed, sample }: Filterable): string {
  const { type, id, user, data } = parsed ?? { type: null, id: null, user: null, data: null };
  return JSON.stringify({ kind, type, id, user, data, headers: shownHeaders(sample) });
}

/** @param outcome undefined if there was no turn in time */
function resultOf(outcome: ValueOutcome | undefined): FilterResult | undefined {
  if (outcome === undefined) return undefined;
  switch (outcome.kind) {
    case 'value': {
      const value: unknown = JSON.parse(outcome.json);
      return typeof value === 'boolean' ? matched(value) : returned(kindOf(value));
    }
    // A comparison with a member that does not exist returns nothing.
    case 'other':
      return outcome.what === 'nothing' ? matched(false) : returned(outcome.what);
    case 'large':
      return returned('more than 1 MiB');
    default:
      return { ok: false, reason: explainFailure(outcome) };
  }
}

function matched(matches: boolean): FilterResult {
  return { ok: true, matches };
}

function returned(what: string): FilterResult {
  return { ok: false, reason: `the expression returned ${what} instead of true or false.` };
}
