import { sha256 } from '../../../crypto/index.ts';
import { evaluateAll, explainFailure, type ValueOutcome } from '../../../expressions/index.ts';
import type { WebhookEvent } from '../../event-store.ts';
import { ParseFault } from '../../parsing/index.ts';
import type { Reason } from '../../reasons.ts';
import { inputOf } from '../request-body.ts';

/** The key of an event; null: it has no order. `failure`: the expression failed. undefined: it got no turn. */
export type KeyOutcome = { key: string | null } | { failure: Reason } | undefined;

/** The key of all events of a flow whose order has no expression. */
const ONE_KEY = '';

/** Other keys are stored as a hash: the database could not store each of them unchanged. */
const STORED_AS_IS = /^\P{C}{0,200}$/u;

/**
 * Evaluates the expression for the key on events of one tenant. It and the events are untrusted.
 * @returns one outcome per event, in the same order
 */
export async function orderKeys(
  expression: string | undefined,
  events: readonly WebhookEvent[],
): Promise<KeyOutcome[]> {
  if (expression === undefined) return events.map(() => ({ key: ONE_KEY }));
  const inputs = events.map(inputOrFailure);
  const texts = inputs.filter((input) => typeof input === 'string');
  const outcomes =
    texts.length === 0 ? [] : await evaluateAll(events[0]!.tenant_id, expression, texts, 'value');
  let next = 0;
  return inputs.map((input) => (typeof input === 'string' ? keyIn(outcomes[next++]) : input));
}

function inputOrFailure(event: WebhookEvent): string | { failure: Reason } {
  try {
    return inputOf(event);
  } catch (error) {
    if (!(error instanceof ParseFault)) throw error;
    return failed(`${error.message} Set webhook_parser of the webhook, which reads other formats.`);
  }
}

function keyIn(outcome: ValueOutcome | undefined): KeyOutcome {
  if (outcome === undefined) return undefined;
  switch (outcome.kind) {
    case 'value': {
      const value: unknown = JSON.parse(outcome.json);
      return { key: value === null ? null : storable(typeof value === 'string' ? value : outcome.json) };
    }
    case 'other':
      return outcome.what === 'nothing'
        ? { key: null }
        : failed(`The expression for the key returned ${outcome.what}.`);
    case 'large':
      return failed('The expression for the key returned more than 1 MiB.');
    default:
      return failed(explainFailure(outcome).replace(/^t/, 'T'));
  }
}

function storable(key: string): string {
  return STORED_AS_IS.test(key) ? key : `sha256:${sha256(key)}`;
}

/** @param detail a sentence that says what went wrong */
function failed(detail: string): { failure: Reason } {
  const text = `${detail} Correct delivery.order of the flow, then replay the event.`;
  return { failure: { text, code: 'order_key_failed' } };
}
