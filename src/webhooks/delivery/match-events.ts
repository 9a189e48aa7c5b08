import { inTransaction, tenantDb, violatesUnique, type Database, type TenantDb } from '../../db/index.ts';
import type { WebhookEvent } from '../event-store.ts';
import type { ParsedEvent } from '../parsing/index.ts';
import { matchCredentials } from './match-credentials.ts';
import type { QueueKey } from './queue.ts';
import type { WebhookCredential } from './target-read.ts';
import { eventsBySenderId, storeParsed } from './parsed-store.ts';

/** An event and the output of the webhook's parser. */
export interface EventWithParsed {
  event: WebhookEvent;
  parsed: ParsedEvent;
}

export interface MatchedEvents {
  /** Events to deliver that this process still holds. */
  kept: WebhookEvent[];
  /** Events that repeat an earlier one with the same sender's ID. */
  duplicates: { event: WebhookEvent; first: string }[];
}

/**
 * Finds duplicates and the credential of each parsed event, and stores the result.
 * @param parsedEvents of one webhook and kind
 */
export async function matchEvents(
  database: Database,
  { tenant_id, webhook_id }: QueueKey,
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
  const [first] = parsedEvents;
  if (first === undefined) return { kept: [], duplicates: [] };
  const ids = parsedEvents.flatMap(({ parsed }) => parsed.id ?? []);
  const known = await eventsBySenderId(db, { webhook_id, kind: first.event.kind }, ids);
  const users = new Set(parsedEvents.flatMap(({ parsed }) => parsed.user ?? []));
  const credentialIds = await matchCredentials(db, [...users], credential);
  const matched: MatchedEvents = { kept: [], duplicates: [] };
  for (const { event, parsed } of parsedEvents) {
    const earlier = parsed.id === null ? undefined : known.get(parsed.id);
    if (earlier !== undefined && earlier !== event.id) {
      matched.duplicates.push({ event, first: earlier });
      continue;
    }
    if (parsed.id !== null) known.set(parsed.id, event.id);
    matched.kept.push({
      ...event,
      parsed: JSON.stringify(parsed),
      sender_id: parsed.id,
      external_user_id: parsed.user,
      credential_id: parsed.user === null ? null : (credentialIds.get(parsed.user) ?? null),
    });
  }
  const held = await storeParsed(db, matched.kept);
  return { ...matched, kept: matched.kept.filter(({ id }) => held.has(id)) };
}
