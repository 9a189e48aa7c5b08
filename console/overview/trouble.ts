import type { Document, Resource } from '../api/document.ts';
import { byLabel } from '../credentials/by-label.ts';
import { conditionOf, reasonOf, type Standing } from '../credentials/reasons.ts';
import { texts } from '../texts/index.ts';

const words = texts.console.overview;

/** What needs somebody, of one kind. */
export interface Trouble {
  /** The key of the sentence that says how many there are. */
  says:
    'broken' | 'failing_credential' | 'tokenless' | 'failing_webhook' | 'given_up' | 'orphaned' | 'waiting';
  count: number;
  /** The count is all that was read, and there are more. */
  more: boolean;
  items: Item[];
  /** The list of all of them. */
  all: string;
}

/** One thing that is broken, and where it is mended. */
export interface Item {
  id: string;
  name: string;
  to: string | undefined;
  reason: string;
  /** What mends it, where that is known. */
  remedy?: string | undefined;
  /** What the reason ends with. */
  at?: string | undefined;
}

/** Asks the tenant's API: the path begins below the tenant. */
export type Ask = (path: string) => Promise<Document>;

/** A kind of trouble, and the permission to look for it. */
export interface Source {
  resource: string;
  look(ask: Ask, may: (resource: string, doing: 'get' | 'create') => boolean): Promise<Trouble | undefined>;
}

/** So many of a kind are shown; the others are in the list. */
const SHOWN = 5;
/** As many as one page of the API holds. */
const PAGE = 200;
/** So many pages are read where the API has no question for it. */
const MOST_PAGES = 5;

export const SOURCES: readonly Source[] = [
  credentialsIn('needs_reauthorization', 'broken'),
  credentialsIn('error', 'failing_credential'),
  { resource: 'credentials', look: withoutToken },
  { resource: 'webhooks', look: failingWebhooks },
  { resource: 'webhook-events', look: eventsGivenUp },
  { resource: 'oauth-clients', look: orphanedClients },
  { resource: 'components', look: componentsWithoutClient },
];

function credentialsIn(state: string, says: Trouble['says']): Source {
  return {
    resource: 'credentials',
    async look(ask) {
      const fields = 'fields[credential]=name,state,state_reason,state_reason_code,expires_at';
      const document = await ask(
        `credentials?filter[state]=${state}&${fields}&sort=-updated_at&page[size]=${SHOWN}`,
      );
      const items = resourcesOf(document).map(({ id, attributes }) => ({
        id,
        name: textOf(attributes?.['name']),
        to: `/credentials/${id}/show`,
        reason: byLabel(textOf(attributes?.['state_reason'])) || words.no_reason,
        remedy: remedyOf(attributes),
      }));
      const count = document.meta?.total ?? items.length;
      return trouble({ says, count, items, all: listOf('credentials', { state }) });
    },
  };
}

/** Connected, and yet of no use: the token has ended, and the last refresh failed. */
async function withoutToken(ask: Ask): Promise<Trouble | undefined> {
  const fields = 'fields[credential]=name,state,state_reason,state_reason_code,expires_at';
  const connected: Resource[] = [];
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const document = await ask(
      `credentials?filter[state]=connected&${fields}&sort=-updated_at&page[size]=${PAGE}&page[number]=${page}`,
    );
    connected.push(...resourcesOf(document));
    if (page * PAGE >= (document.meta?.total ?? 0)) break;
  }
  const items = connected
    .filter(({ attributes }) => conditionOf(attributes as unknown as Standing) === 'tokenless')
    .map(({ id, attributes }) => ({
      id,
      name: textOf(attributes?.['name']),
      to: `/credentials/${id}/show`,
      reason: words.tokenless_since,
      at: textOf(attributes?.['expires_at']),
      remedy: remedyOf(attributes),
    }));
  const all = listOf('credentials', { state: 'connected' });
  return trouble({ says: 'tokenless', count: items.length, items, all });
}

/** The same that the credential's page says. */
function remedyOf(attributes: Resource['attributes']): string | undefined {
  const reason = reasonOf(attributes as unknown as Standing);
  return reason && texts.console.credentials.reasons[reason].next;
}

async function failingWebhooks(ask: Ask): Promise<Trouble | undefined> {
  const document = await ask(
    `webhooks?fields[webhook]=name,enabled,failing_since&sort=-updated_at&page[size]=${PAGE}`,
  );
  const items = resourcesOf(document)
    .filter(({ attributes }) => typeof attributes?.['failing_since'] === 'string')
    .map(({ id, attributes }) => ({
      id,
      name: textOf(attributes?.['name']),
      to: `/webhooks/${id}/show`,
      reason: attributes?.['enabled'] === true ? words.failing_since : words.switched_off,
      at: textOf(attributes?.['failing_since']),
    }));
  return trouble({ says: 'failing_webhook', count: items.length, items, all: '/webhooks' });
}

/** By the webhook at which they arrived: there the parser is mended, and all are handed on again. */
async function eventsGivenUp(ask: Ask, may: Parameters<Source['look']>[1]): Promise<Trouble | undefined> {
  const fields = 'fields[webhook-event]=state_reason,received_at,webhook';
  const document = await ask(`webhook-events?filter[state]=failed&${fields}&page[size]=${PAGE}`);
  const events = resourcesOf(document);
  if (events.length === 0) return undefined;
  const names = may('webhooks', 'get') ? await webhookNames(ask) : new Map<string, string>();
  const items = new Map<string, Item>();
  for (const { attributes, relationships } of events) {
    const id = relationships?.['webhook']?.data?.id ?? '';
    // The newest comes first, and says why.
    if (items.has(id)) continue;
    items.set(id, {
      id,
      name: names.get(id) ?? `…${id.slice(-8)}`,
      to: names.has(id) ? `/webhooks/${id}/show` : undefined,
      reason: `${textOf(attributes?.['state_reason'])} ${words.arrived}`.trim(),
      at: textOf(attributes?.['received_at']),
    });
  }
  return trouble({
    says: 'given_up',
    count: events.length,
    more: typeof document.links?.['next'] === 'string',
    items: [...items.values()],
    all: '/webhooks',
  });
}

async function webhookNames(ask: Ask): Promise<Map<string, string>> {
  const document = await ask(`webhooks?fields[webhook]=name&sort=-updated_at&page[size]=${PAGE}`);
  return new Map(resourcesOf(document).map(({ id, attributes }) => [id, textOf(attributes?.['name'])]));
}

async function orphanedClients(ask: Ask): Promise<Trouble | undefined> {
  const fields = 'fields[oauth-client]=client_id';
  const filter = { status: 'orphaned' };
  const document = await ask(
    `oauth-clients?filter[status]=orphaned&${fields}&sort=-updated_at&page[size]=${SHOWN}`,
  );
  const items = resourcesOf(document).map(({ id, attributes }) => ({
    id,
    name: textOf(attributes?.['client_id']),
    to: `/oauth-clients/${id}/show`,
    reason: words.orphaned_reason,
  }));
  const count = document.meta?.total ?? items.length;
  return trouble({ says: 'orphaned', count, items, all: listOf('oauth-clients', filter) });
}

/** The tenant's own: a global one of others is an offer, and needs nobody. */
async function componentsWithoutClient(
  ask: Ask,
  may: Parameters<Source['look']>[1],
): Promise<Trouble | undefined> {
  const filter = { usable: false, access: 'tenant' };
  const document = await ask(
    `components?filter[usable]=false&filter[access]=tenant&fields[component]=name&sort=-updated_at&page[size]=${SHOWN}`,
  );
  const items = resourcesOf(document).map(({ id, attributes }) => ({
    id,
    name: textOf(attributes?.['name']),
    to: may('oauth-clients', 'create') ? `/oauth-clients/create?component=${id}` : `/components/${id}/show`,
    reason: words.waiting_reason,
  }));
  const count = document.meta?.total ?? items.length;
  return trouble({ says: 'waiting', count, items, all: listOf('components', filter) });
}

function trouble({ items, more = false, ...rest }: Omit<Trouble, 'more'> & { more?: boolean }) {
  return rest.count === 0 ? undefined : { ...rest, more, items: items.slice(0, SHOWN) };
}

/** A list with a question to it. */
export function listOf(resource: string, filter: Record<string, unknown>): string {
  return `/${resource}?filter=${encodeURIComponent(JSON.stringify(filter))}`;
}

function resourcesOf({ data }: Document): Resource[] {
  return [data].flat();
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
