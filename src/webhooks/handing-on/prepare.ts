import { platformDb, tenantDb, type Database } from '../../db/index.ts';
import { AppError } from '../../errors.ts';
import type { Clock } from '../../system/clock.ts';
import type { Ended } from './delivery-store.ts';
import { columnsOf, type WebhookEvent } from '../event-store.ts';
import { identify, type Made } from './identify.ts';
import { parseEvents, type Parser, type Sample } from '../parsing/index.ts';
import type { Lane } from './queue.ts';
import { OVERLOADED_WAIT } from './schedule.ts';
import type { Reason } from '../reasons.ts';
import { parserFor } from '../services.ts';
import type { OfCredential, TargetRead } from './target-read.ts';
import { holdForUnderstanding } from './understood-store.ts';

/**
 * Makes events of one webhook ready to be handed on. Where it has a parser, an event is understood first: type, the
 * sender's id, whose it is, and the data. What the sender's id shows to have come before is not handed on again.
 * @returns those that are ready, and those that have come to an end; what is in neither is in other hands by now
 */
export type Prepare = (lane: Lane, events: readonly WebhookEvent[]) => Promise<Prepared>;

export interface Prepared {
  ready: WebhookEvent[];
  ended: Ended[];
}

export function createPrepare(parts: { database: Database; readTarget: TargetRead; clock: Clock }): Prepare {
  const { database, readTarget, clock } = parts;
  return async (lane, events) => {
    const target = await readTarget(lane, clock());
    const prepared: Prepared = { ready: [], ended: [] };
    for (const kind of ['event', 'action'] as const) {
      const parser = target && parserFor(target.services, kind);
      const ofKind = events.filter((event) => event.kind === kind);
      const unparsed = parser === undefined ? [] : ofKind.filter(({ parsed }) => parsed === null);
      prepared.ready.push(...ofKind.filter((event) => !unparsed.includes(event)));
      if (unparsed.length === 0) continue;
      const { ready, ended } = await understand(unparsed, lane, {
        parser: parser!,
        credential: target!.credential,
      });
      prepared.ready.push(...ready);
      prepared.ended.push(...ended);
    }
    return prepared;
  };

  async function understand(
    events: readonly WebhookEvent[],
    lane: Lane,
    { parser, credential }: { parser: Parser; credential: OfCredential | null },
  ): Promise<Prepared> {
    await holdForUnderstanding(tenantDb(platformDb(database), lane.tenant_id), events);
    const parsed = await parseUnlessOverloaded(parser, events.map(sampleOf), lane.tenant_id);
    const now = clock();
    if (parsed === undefined) return { ready: [], ended: events.map((event) => later(event, now)) };
    const made: Made[] = [];
    const ended: Ended[] = [];
    parsed.forEach((outcome, index) => {
      const event = events[index]!;
      if (!outcome.ok)
        ended.push(over(event, 'failed', { text: outcome.reason, code: 'parser_failed' }, now));
      else made.push({ event, parsed: outcome.event! });
    });
    const { kept, duplicates } = await identify(database, lane, credential, made);
    for (const { event, first } of duplicates) ended.push(repeated(event, first, now));
    return { ready: kept, ended };
  }
}

async function parseUnlessOverloaded(...[parser, samples, lane]: Parameters<typeof parseEvents>) {
  try {
    return await parseEvents(parser, samples, lane);
  } catch (error) {
    if (error instanceof AppError && error.code === 'overloaded') return undefined;
    throw error;
  }
}

/** What the parser sees of an event. */
function sampleOf({ body, body_is_base64, content_type, headers }: WebhookEvent): Sample {
  return {
    body: Buffer.from(body, body_is_base64 ? 'base64' : 'utf8'),
    contentType: content_type,
    headers: headers === null ? {} : (JSON.parse(headers) as Record<string, string>),
  };
}

function over(event: WebhookEvent, state: 'failed' | 'duplicate', reason: Reason, now: number): Ended {
  const { tenant_id, id, attempts, earlier_attempts } = event;
  return {
    progress: {
      tenant_id,
      id,
      attempts,
      earlier_attempts,
      state,
      ...columnsOf(reason),
      next_attempt_at: null,
      updated_at: now,
    },
    delivery: null,
  };
}

function repeated(event: WebhookEvent, first: string, now: number): Ended {
  const text = `The parser gives it the same id as the event ${first}.`;
  const { progress, delivery } = over(event, 'duplicate', { text, code: 'duplicate' }, now);
  return { progress: { ...progress, duplicate_of: first }, delivery };
}

const OVERLOADED: Reason = {
  text: 'Too many expressions are being evaluated. It is tried again.',
  code: 'overloaded',
};

/** Nothing was tried: the attempt does not count. */
function later(event: WebhookEvent, now: number): Ended {
  const { progress } = over(event, 'failed', OVERLOADED, now);
  const earlier_attempts = event.earlier_attempts + 1;
  return {
    progress: { ...progress, state: 'pending', earlier_attempts, next_attempt_at: OVERLOADED_WAIT },
    delivery: null,
  };
}
