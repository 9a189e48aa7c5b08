import type { ReadAction } from '../actions/index.ts';
import type { TenantDb } from '../db/index.ts';
import { AppError, notFound } from '../errors.ts';
import type { Input, MessageSource } from '../jsonapi/index.ts';
import { toRfc3339, type Clock } from '../system/clock.ts';
import { timeOfId } from '../system/ids.ts';
import { parserFor } from './config-services.ts';
import { requestOf } from './delivery/request-body.ts';
import type { TargetRead } from './delivery/target-read.ts';
import { findEvent, scanEvents, type EventKind, type WebhookEvent } from './event-store.ts';
import { firstIdOf } from './replayed-events.ts';
import { findWebhook } from './store.ts';

/** An event in a stream. */
export interface StreamedEvent {
  id: string;
  webhook: string;
  kind: EventKind;
  /** What the parser returned; null without one. */
  type: string | null;
  received_at: string;
  /** Why it could not be parsed, so that its target receives nothing. */
  unparsed: string | null;
  /** What its target receives without delivery settings, except for the signature. */
  request: { headers: Record<string, string>; body: string; body_encoding: 'utf-8' | 'base64' } | null;
}

interface Parts {
  readTarget: TargetRead;
  clock: Clock;
}

/** Events that are looked at in one query, of which there is at most one for each message or poll. */
const SCANNED = 1000;
/** Events that are read and turn out to be duplicates before the next poll. */
const MAX_PASSED = 100;
/** Milliseconds for which later events wait for the parser of an earlier one. */
const MAX_PARSING = 60_000;

/**
 * Streams the events of a webhook, or of the tenant, in the order of their IDs, with the request that a target
 * receives. Events are read from the database, whichever process accepted them, one second after they were received:
 * until then, one with a lower ID could still be committed. Events are read one at a time, because each can be large. The
 * others, such as a flood of duplicates, are passed over once.
 */
export function createStreamEvents(parts: Parts): ReadAction<Input, MessageSource> {
  return {
    name: 'webhook-events.stream',
    permission: 'tenants.webhook_events.get',
    writes: false,
    async run({ db, now }, { query, lastEventId }) {
      const { webhook, ...others } = query.filter;
      const [unsupported] = Object.keys(others);
      if (unsupported !== undefined)
        throw new AppError('invalid_parameter', `filter[${unsupported}] is not supported for a stream.`, {
          source: { parameter: `filter[${unsupported}]` },
        });
      if (webhook !== undefined && (await findWebhook(db, webhook)) === undefined) throw notFound('webhook');
      return createSource(db, webhook, lastEventId ?? firstIdOf(now), parts);
    },
  };
}

function createSource(
  db: TenantDb,
  webhook: string | undefined,
  start: string,
  { readTarget, clock }: Parts,
): MessageSource {
  let scanned = start;
  let ids: string[] = [];

  async function scan(): Promise<void> {
    const range = { after: scanned, before: firstIdOf(clock()) };
    const found = await scanEvents(db, webhook, range, SCANNED);
    scanned = found.at(-1)?.id ?? scanned;
    ids = found.filter(({ repeats }) => !repeats).map(({ id }) => id);
  }

  return {
    start,
    async next() {
      if (ids.length === 0) await scan();
      for (let passed = 0; passed < MAX_PASSED; passed += 1) {
        const [id] = ids;
        if (id === undefined) return undefined;
        const event = await findEvent(db, id);
        const now = clock();
        const parsing = event !== undefined && (await isParsing(event, readTarget, now));
        if (parsing && now - timeOfId(id) < MAX_PARSING) return undefined;
        ids.shift();
        // Deleted, or found to be a duplicate.
        if (event === undefined || event.state === 'duplicate') continue;
        const failed = event.state_reason_code === 'parser_failed' ? event.state_reason : null;
        const unparsed = parsing ? 'The parser has not run yet.' : failed;
        return { id, event: 'webhook-event', data: dataOf(event, unparsed) };
      }
      return undefined;
    },
  };
}

/** Whether the event has a parser that has not run yet. */
async function isParsing(event: WebhookEvent, readTarget: TargetRead, now: number): Promise<boolean> {
  if (event.parsed !== null || event.state !== 'pending') return false;
  const target = await readTarget(event, now);
  return target !== undefined && parserFor(target.services, event.kind) !== undefined;
}

function dataOf(event: WebhookEvent, unparsed: string | null): StreamedEvent {
  const { id, webhook_id, kind, parsed, received_at } = event;
  return {
    id,
    webhook: webhook_id,
    kind,
    type: parsed === null ? null : (JSON.parse(parsed) as { type: string | null }).type,
    received_at: toRfc3339(received_at),
    unparsed,
    request: unparsed === null ? requestData(event) : null,
  };
}

function requestData(event: WebhookEvent): StreamedEvent['request'] {
  const { headers, bytes } = requestOf(event);
  const text = bytes.toString();
  const isText = Buffer.from(text).equals(bytes);
  return {
    headers,
    body: isText ? text : bytes.toString('base64'),
    body_encoding: isText ? 'utf-8' : 'base64',
  };
}
