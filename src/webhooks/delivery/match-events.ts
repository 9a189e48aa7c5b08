import { inTransaction, tenantDb, violatesUnique, type Database, type TenantDb } from '../../db/index.ts';
import type { WebhookEvent } from '../event-store.ts';
import type { ParsedEvent } from '../parsing/index.ts';
import { matchCredentials } from './match-credentials.ts';
import type { WebhookCredential, WebhookKey } from './target-read.ts';
import { eventsBySenderId, insertBeside, storeParsed } from './parsed-store.ts';
import { splitList } from './split-list.ts';

/** An event and what the webhook's parser returned for its request. */
export interface EventWithParsed {
  event: WebhookEvent;
  parsed: [ParsedEvent, ...ParsedEvent[]];
}

export interface MatchedEvents {
  /** Events to deliver that this process still holds. */
  kept: WebhookEvent[];
  /** Events that repeat an earlier one with the same sender's ID. */
  duplicates: { event: WebhookEvent; first: string }[];
  /** How many events were stored in addition, because a parser returned a list. */
  added: number;
}

/**
 * Finds duplicates and the credential of each parsed event, and stores the result. A list of events is stored as a
 * whole or not at all: the first that is no duplicate becomes the event of the request itself, the others are added.
 * @param parsedEvents of one webhook and kind
 */
export async function matchEvents(
  database: Database,
  { tenant_id, webhook_id }: WebhookKey,
  credential: WebhookCredential | null,
  parsedEvents: readonly EventWithParsed[],
): Promise<MatchedEvents> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await inTransaction(database, (platform) =>
        matchAndStore(tenantDb(platform, tenant_id), webhook_id, credential, parsedEvents),
      );
    } catch (error) {
      // Another process stored an event with the same sender's ID between our read and our write.
      if (attempt === 3 || !violatesUnique(error, 'webhook_events', SENDER_ID_KEY)) throw error;
    }
  }
}

const SENDER_ID_KEY = ['tenant_id', 'webhook_id', 'kind', 'sender_id'];

async function matchAndStore(
  db: TenantDb,
  webhook_id: string,
  credential: WebhookCredential | null,
  parsedEvents: readonly EventWithParsed[],
): Promise<MatchedEvents> {
  const matched: MatchedEvents = { kept: [], duplicates: [], added: 0 };
  const [first] = parsedEvents;
  if (first === undefined) return matched;
  const all = parsedEvents.flatMap(({ parsed }) => parsed);
  const ids = all.flatMap(({ id }) => id ?? []);
  const known = await eventsBySenderId(db, { webhook_id, kind: first.event.kind }, ids);
  const users = new Set(all.flatMap(({ user }) => user ?? []));
  const credentialIds = await matchCredentials(db, [...users], credential);
  const withCredential = (row: WebhookEvent): WebhookEvent => {
    const { external_user_id: user } = row;
    return { ...row, credential_id: user === null ? null : (credentialIds.get(user) ?? null) };
  };
  const added = new Map<string, WebhookEvent[]>();
  for (const { event, parsed } of parsedEvents) {
    const { own, others, repeats, repeated } = splitList(event, parsed, known);
    if (own === undefined) matched.duplicates.push({ event, first: repeated! });
    else {
      matched.kept.push(withCredential(own));
      added.set(event.id, [...others, ...repeats].map(withCredential));
    }
  }
  const held = await storeParsed(db, matched.kept);
  // The others are split by the process that holds them now.
  const beside = matched.kept.filter(({ id }) => held.has(id)).flatMap(({ id }) => added.get(id)!);
  await insertBeside(db, beside);
  return { ...matched, kept: matched.kept.filter(({ id }) => held.has(id)), added: beside.length };
}
