import { setTimeout } from 'node:timers/promises';
import { createBatcher } from '../../db/index.ts';
import { evaluateAll, explainFailure, type ValueOutcome } from '../../expressions/index.ts';
import type { FlowDelivery } from '../../schema/index.ts';
import type { WebhookEvent } from '../event-store.ts';
import { ParseFault, readDocument, type ParsedEvent } from '../parsing/index.ts';
import { bodyFailed, type Reason } from '../reasons.ts';
import { sampleOf, storedHeaders } from './sample-of.ts';
import { BODY_TIMEOUT } from './schedule.ts';

/** The body of a delivery, with its content type unless the flow sets another. */
export interface RequestBody {
  type: string;
  bytes: Buffer;
  /** Those that belong to the body. The flow cannot set others. */
  headers?: Record<string, string>;
}

/**
 * The body that an event is delivered with, or the data of a CloudEvent.
 * @param delivery its expression and the event are untrusted
 * @returns `failure` if the expression returned no body, `overloaded` if it did not get its turn in time
 */
export type BodyOf = (
  event: WebhookEvent,
  delivery: Pick<FlowDelivery, 'body' | 'format'>,
) => Promise<RequestBody | { failure: Reason } | 'overloaded'>;

/** Bytes of input that are evaluated together. */
const MAX_BATCH_BYTES = 4 * 1024 * 1024;

type Evaluate = (input: string) => Promise<ValueOutcome | undefined>;

/** Events that are delivered at the same time share the process that evaluates the expression. */
export function createBodyOf(): BodyOf {
  const inUse = new Map<string, { evaluate: Evaluate; users: number }>();

  async function evaluated(tenant: string, expression: string, input: string) {
    const key = `${tenant} ${expression}`;
    const shared = inUse.get(key) ?? { evaluate: evaluator(tenant, expression), users: 0 };
    inUse.set(key, shared);
    shared.users += 1;
    const done = shared.evaluate(input).finally(() => {
      shared.users -= 1;
      if (shared.users === 0) inUse.delete(key);
    });
    return inTime(done);
  }

  return async (event, { body: expression, format }) => {
    if (expression === undefined) return format === undefined ? defaultBody(event) : dataOf(event);
    let input: string;
    try {
      input = inputOf(event);
    } catch (error) {
      if (!(error instanceof ParseFault)) throw error;
      return {
        failure: bodyFailed(`${error.message} Set webhook_parser of the webhook, which reads other formats.`),
      };
    }
    const outcome = await evaluated(event.tenant_id, expression, input);
    return outcome === undefined ? 'overloaded' : bodyIn(outcome);
  };
}

function evaluator(tenant: string, expression: string): Evaluate {
  return createBatcher<string, ValueOutcome>((inputs) => evaluateAll(tenant, expression, inputs, 'value'), {
    weight: { of: (input) => input.length, max: MAX_BATCH_BYTES },
  });
}

/** @returns undefined if the work takes too long for the lease of the attempt */
async function inTime<T>(work: Promise<T>): Promise<T | undefined> {
  const done = new AbortController();
  const late = setTimeout(BODY_TIMEOUT, undefined, { signal: done.signal }).catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    done.abort();
  }
}

/** The body as received, or the parsed event with the ID of its credential. */
function defaultBody(event: WebhookEvent): RequestBody {
  if (event.parsed === null)
    return { type: event.content_type ?? 'application/octet-stream', bytes: sampleOf(event).body };
  return { type: 'application/json', bytes: Buffer.from(JSON.stringify(payloadOf(event))) };
}

/** A CloudEvent has attributes for the other members. */
function dataOf(event: WebhookEvent): RequestBody {
  if (event.parsed === null) return defaultBody(event);
  const { data = null } = JSON.parse(event.parsed) as ParsedEvent;
  return { type: 'application/json', bytes: Buffer.from(JSON.stringify(data)) };
}

/** What a target receives unless its flow has delivery settings, without the signature. */
export function requestOf(event: WebhookEvent): { headers: Record<string, string>; bytes: Buffer } {
  const { type, bytes } = defaultBody(event);
  return { headers: { ...storedHeaders(event), 'content-type': type }, bytes };
}

function payloadOf({ kind, parsed, credential_id }: WebhookEvent): object {
  return { kind, ...(JSON.parse(parsed!) as ParsedEvent), credential: credential_id };
}

/** What an expression is evaluated on, as JSON text. @throws ParseFault if an event without a parser is not JSON */
export function inputOf(event: WebhookEvent): string {
  const { id: event_id, kind, content_type, parsed, credential_id: credential } = event;
  const kept = {
    ...(content_type !== null && { 'content-type': content_type }),
    ...storedHeaders(event),
  };
  if (parsed !== null) return JSON.stringify({ event_id, ...payloadOf(event), headers: kept });
  const { value: data } = readDocument('json', sampleOf(event));
  const unknown = { type: null, id: null, user: null };
  return JSON.stringify({ event_id, kind, ...unknown, data, credential, headers: kept });
}

function bodyIn(outcome: ValueOutcome): RequestBody | { failure: Reason } {
  if (outcome.kind === 'large') return { failure: bodyFailed('The expression returned more than 1 MiB.') };
  if (outcome.kind === 'other') return { failure: bodyFailed(`The expression returned ${outcome.what}.`) };
  if (outcome.kind !== 'value') return { failure: bodyFailed(explainFailure(outcome).replace(/^t/, 'T')) };
  const value: unknown = JSON.parse(outcome.json);
  return typeof value === 'string'
    ? { type: 'text/plain; charset=utf-8', bytes: Buffer.from(value) }
    : { type: 'application/json', bytes: Buffer.from(outcome.json) };
}
