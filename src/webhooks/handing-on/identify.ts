import { inTransaction, tenantDb, violatesUnique, type Database, type TenantDb } from '../../db/index.ts';
import type { WebhookEvent } from '../event-store.ts';
import type { ParsedEvent } from '../parsing/index.ts';
import { ownersOf } from './owners.ts';
import type { Lane } from './queue.ts';
import type { OfCredential } from './target-read.ts';
import { eventsBySenderId, keepUnderstood } from './understood-store.ts';

/** An event, and what the webhook's parser made of it. */
export interface Made {
  event: WebhookEvent;
  parsed: ParsedEvent;
}

export interface Identified {
  /** Those that are to be handed on, and still in these hands. */
  kept: WebhookEvent[];
  /** Those that have come before, by the sender's id for them. */
  duplicates: { event: WebhookEvent; first: string }[];
}

/** Which event is it, and whose? Keeps what was made of events of one webhook and kind. */
export async function identify(
  database: Database,
  { tenant_id, webhook_id }: Lane,
  credential: OfCredential | null,
  made: readonly Made[],
): Promise<Identified> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await inTransaction(database, (platform) =>
        keep(tenantDb(platform, tenant_id), webhook_id, credential, made),
      );
    } catch (error) {
      // Another process has kept an event with the same id between our look and our write.
      if (attempt === 3 || !violatesUnique(error, 'webhook_events', SENDERS_ID)) throw error;
    }
  }
}

const SENDERS_ID = ['tenant_id', 'webhook_id', 'kind', 'sender_id'];

async function keep(
  db: TenantDb,
  webhook_id: string,
  credential: OfCredential | null,
  made: readonly Made[],
): Promise<Identified> {
  const [first] = made;
  if (first === undefined) return { kept: [], duplicates: [] };
  const ids = made.flatMap(({ parsed }) => parsed.id ?? []);
  const known = await eventsBySenderId(db, { webhook_id, kind: first.event.kind }, ids);
  const users = new Set(made.flatMap(({ parsed }) => parsed.user ?? []));
  const owners = await ownersOf(db, [...users], credential);
  const identified: Identified = { kept: [], duplicates: [] };
  for (const { event, parsed } of made) {
    const earlier = parsed.id === null ? undefined : known.get(parsed.id);
    if (earlier !== undefined && earlier !== event.id) {
      identified.duplicates.push({ event, first: earlier });
      continue;
    }
    if (parsed.id !== null) known.set(parsed.id, event.id);
    identified.kept.push({
      ...event,
      parsed: JSON.stringify(parsed),
      sender_id: parsed.id,
      external_user_id: parsed.user,
      credential_id: parsed.user === null ? null : (owners.get(parsed.user) ?? null),
    });
  }
  const ours = await keepUnderstood(db, identified.kept);
  return { ...identified, kept: identified.kept.filter(({ id }) => ours.has(id)) };
}
