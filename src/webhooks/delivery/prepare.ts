import { platformDb, tenantDb, type Database } from '../../db/index.ts';
import type { Clock } from '../../system/clock.ts';
import type { EndedAttempt } from './delivery-store.ts';
import { reasonColumns, type WebhookEvent } from '../event-store.ts';
import { sameId } from './split-list.ts';
import { matchEvents, type EventWithParsed } from './match-events.ts';
import { parseEvents, type Parser, type Sample } from '../parsing/index.ts';
import type { QueueKey } from './queue.ts';
import { OVERLOADED_WAIT } from './schedule.ts';
import type { Reason } from '../reasons.ts';
import { parserFor } from '../config-services.ts';
import type { WebhookCredential, TargetRead } from './target-read.ts';
import { holdForParsing } from './parsed-store.ts';

/**
 * Prepares events of one webhook for delivery. If it has a parser, events are parsed first: type, the sender's ID, the
 * user, and the data. Events whose sender's ID was seen before are marked as duplicates.
 * @returns events ready for delivery, and those that are finished. Events in neither are now held by another process
 */
export type Prepare = (key: QueueKey, events: readonly WebhookEvent[]) => Promise<Prepared>;

interface Prepared {
  ready: WebhookEvent[];
  ended: EndedAttempt[];
  /** Whether a parser returned a list of events, so that there are more due events than before. */
  added: boolean;
}

export function createPrepare(parts: { database: Database; readTarget: TargetRead; clock: Clock }): Prepare {
  const { database, readTarget, clock } = parts;
  return async (key, events) => {
    const target = await readTarget(key, clock());
    const prepared: Prepared = { ready: [], ended: [], added: false };
    for (const kind of ['event', 'action'] as const) {
      const parser = target && parserFor(target.services, kind);
      const ofKind = events.filter((event) => event.kind === kind);
      const unparsed = parser === undefined ? [] : ofKind.filter(({ parsed }) => parsed === null);
      prepared.ready.push(...ofKind.filter((event) => !unparsed.includes(event)));
      if (unparsed.length === 0) continue;
      const { ready, ended, added } = await parseAll(unparsed, key, {
        parser: parser!,
        credential: target!.credential,
      });
      prepared.ready.push(...ready);
      prepared.ended.push(...ended);
      prepared.added ||= added;
    }
    return prepared;
  };

  async function parseAll(
    claimed: readonly WebhookEvent[],
    key: QueueKey,
    { parser, credential }: { parser: Parser; credential: WebhookCredential | null },
  ): Promise<Prepared> {
    const held = await holdForParsing(tenantDb(platformDb(database), key.tenant_id), claimed);
    const events = claimed.filter(({ id }) => held.has(id));
    if (events.length === 0) return { ready: [], ended: [], added: false };
    const outcomes = await parseEvents(parser, events.map(sampleOf), key.tenant_id);
    const now = clock();
    const parsedEvents: EventWithParsed[] = [];
    const ended: EndedAttempt[] = [];
    outcomes.forEach((outcome, index) => {
      const event = events[index]!;
      if (outcome === undefined) ended.push(retryLater(event, now));
      else if (!outcome.ok)
        ended.push(endedAs(event, 'failed', { text: outcome.reason, code: 'parser_failed' }, now));
      else parsedEvents.push({ event, parsed: outcome.events! });
    });
    const { kept, duplicates, added } = await matchEvents(database, key, credential, parsedEvents);
    for (const { event, first } of duplicates) ended.push(duplicateOf(event, first, now));
    return { ready: kept, ended, added: added > 0 };
  }
}

/** The parser's input for an event. */
function sampleOf({ body, body_is_base64, content_type, headers }: WebhookEvent): Sample {
  return {
    body: Buffer.from(body, body_is_base64 ? 'base64' : 'utf8'),
    contentType: content_type,
    headers: headers === null ? {} : (JSON.parse(headers) as Record<string, string>),
  };
}

function endedAs(
  event: WebhookEvent,
  state: 'failed' | 'duplicate',
  reason: Reason,
  now: number,
): EndedAttempt {
  const { tenant_id, id, attempts, earlier_attempts } = event;
  return {
    progress: {
      tenant_id,
      id,
      attempts,
      earlier_attempts,
      state,
      ...reasonColumns(reason),
      next_attempt_at: null,
      updated_at: now,
    },
    delivery: null,
  };
}

function duplicateOf(event: WebhookEvent, first: string, now: number): EndedAttempt {
  const { progress, delivery } = endedAs(event, 'duplicate', sameId(first), now);
  return { progress: { ...progress, duplicate_of: first }, delivery };
}

const OVERLOADED: Reason = {
  text: 'Too many expressions are being evaluated. The event will be parsed again shortly.',
  code: 'overloaded',
};

/** Nothing was sent, so it does not count as an attempt. */
function retryLater(event: WebhookEvent, now: number): EndedAttempt {
  const { progress } = endedAs(event, 'failed', OVERLOADED, now);
  const earlier_attempts = event.earlier_attempts + 1;
  return {
    progress: { ...progress, state: 'pending', earlier_attempts, next_attempt_at: OVERLOADED_WAIT },
    delivery: null,
  };
}
