import type { Document, Resource } from '../api/document.ts';
import { MAX_PAGE_SIZE } from '../api/pages.ts';
import { fill } from '../parts/fill.ts';
import { listUrl } from '../parts/list-url.ts';
import { texts } from '../texts/index.ts';

const words = texts.console.overview;

/** Problems of one kind. */
export interface Problem {
  /** The key of the sentence with their number. */
  messageKey:
    | 'broken'
    | 'failing_credential'
    | 'no_working_token'
    | 'ends_soon'
    | 'failing_webhook'
    | 'rejecting_webhook'
    | 'gone_target'
    | 'undelivered'
    | 'orphaned'
    | 'waiting';
  count: number;
  /** Whether there are more than were counted. */
  more: boolean;
  items: Item[];
  /** The list that shows all of them. */
  all: string;
}

/** A record with a problem, and where to fix it. */
export interface Item {
  id: string;
  name: string;
  to: string | undefined;
  reason: string;
  /** How to fix it, if known. */
  remedy?: string | undefined;
  /** The time that the reason ends with. */
  at?: string | undefined;
  /** When the connection ended. */
  ended?: string | null;
  /** The link to the page that fixes it, if that is one click there. */
  action?: string;
}

/** Calls the tenant's API. The path starts below the tenant. */
export type Ask = (path: string) => Promise<Document>;

/** What the user is allowed to do. */
type May = (resource: string, doing: 'get' | 'create') => boolean;

/** A kind of problem, and the resource the user must be allowed to see. */
export interface Source {
  resource: string;
  look(ask: Ask, may: May): Promise<Problem | undefined>;
}

/** How many of a kind are shown. The list shows the others. */
export const SHOWN = 5;

/** The sources of problems other than those of credentials. */
export const SOURCES: readonly Source[] = [
  { resource: 'webhooks', look: failingWebhooks },
  { resource: 'webhooks', look: rejectingWebhooks },
  { resource: 'flows', look: goneTargets },
  { resource: 'webhook-events', look: undeliveredEvents },
  { resource: 'oauth-clients', look: orphanedClients },
  { resource: 'components', look: componentsWithoutClient },
];

async function failingWebhooks(ask: Ask, may: May): Promise<Problem | undefined> {
  const fields = 'fields[webhook]=name,enabled,failing_flows';
  const document = await ask(`webhooks?filter[failing]=true&${fields}&sort=-updated_at&page[size]=${SHOWN}`);
  const webhooks = resourcesOf(document).map(({ id, attributes = {} }) => ({
    id,
    name: textOf(attributes['name']),
    enabled: attributes['enabled'] === true,
    flows: attributes['failing_flows'] as { flow_id: string; failing_since: string }[],
  }));
  const first = webhooks.flatMap(({ flows }) => flows[0]?.flow_id ?? []);
  const nameOf = may('flows', 'get') ? await namesOf(ask, first) : (id: string) => id;
  const items = webhooks.map(({ id, name, enabled, flows: [flow, ...others] }) => ({
    id,
    name,
    to: `/webhooks/${id}/show`,
    reason: enabled
      ? fill(others.length === 0 ? words.failing_flow : words.failing_flows, {
          flow: nameOf(flow?.flow_id ?? ''),
          others: others.length,
        })
      : words.switched_off,
    at: flow?.failing_since,
  }));
  const count = document.meta?.total ?? items.length;
  return problem({
    messageKey: 'failing_webhook',
    count,
    items,
    all: listUrl('webhooks', { failing: true }),
  });
}

/** The names of flows by ID. */
async function namesOf(ask: Ask, ids: readonly string[]): Promise<(id: string) => string> {
  if (ids.length === 0) return (id) => id;
  const wanted = [...new Set(ids)].join(',');
  const document = await ask(`flows?fields[flow]=name&filter[id]=${wanted}&page[size]=${MAX_PAGE_SIZE}`);
  const names = new Map(
    resourcesOf(document).map(({ id, attributes }) => [id, textOf(attributes?.['name'])]),
  );
  return (id) => names.get(id) ?? id;
}

async function rejectingWebhooks(ask: Ask): Promise<Problem | undefined> {
  const fields = 'fields[webhook]=name,rejecting_since';
  const document = await ask(
    `webhooks?filter[rejecting]=true&${fields}&sort=-updated_at&page[size]=${SHOWN}`,
  );
  const items = resourcesOf(document).map(({ id, attributes }) => ({
    id,
    name: textOf(attributes?.['name']),
    to: `/webhooks/${id}/show`,
    reason: words.rejecting_since,
    at: textOf(attributes?.['rejecting_since']),
  }));
  const count = document.meta?.total ?? items.length;
  return problem({
    messageKey: 'rejecting_webhook',
    count,
    items,
    all: listUrl('webhooks', { rejecting: true }),
  });
}

async function goneTargets(ask: Ask): Promise<Problem | undefined> {
  const fields = 'fields[flow]=name,target_gone_at';
  const document = await ask(`flows?filter[target_gone]=true&${fields}&sort=-updated_at&page[size]=${SHOWN}`);
  const items = resourcesOf(document).map(({ id, attributes }) => ({
    id,
    name: textOf(attributes?.['name']),
    to: `/flows/${id}/show`,
    reason: words.gone_since,
    at: textOf(attributes?.['target_gone_at']),
  }));
  const count = document.meta?.total ?? items.length;
  return problem({ messageKey: 'gone_target', count, items, all: listUrl('flows', { target_gone: true }) });
}

/** Grouped by webhook: that is where the parser is fixed and the events are replayed. */
async function undeliveredEvents(ask: Ask, may: Parameters<Source['look']>[1]): Promise<Problem | undefined> {
  const fields = 'fields[webhook-event]=state_reason,received_at,webhook';
  const document = await ask(`webhook-events?filter[state]=failed&${fields}&page[size]=${MAX_PAGE_SIZE}`);
  const events = resourcesOf(document);
  if (events.length === 0) return undefined;
  const names = may('webhooks', 'get') ? await webhookNames(ask) : new Map<string, string>();
  const items = new Map<string, Item>();
  for (const { attributes, relationships } of events) {
    const id = relationships?.['webhook']?.data?.id ?? '';
    // The newest event comes first. Show its reason.
    if (items.has(id)) continue;
    items.set(id, {
      id,
      name: names.get(id) ?? `…${id.slice(-8)}`,
      to: names.has(id) ? `/webhooks/${id}/show` : undefined,
      reason: `${textOf(attributes?.['state_reason'])} ${words.arrived}`.trim(),
      at: textOf(attributes?.['received_at']),
    });
  }
  return problem({
    messageKey: 'undelivered',
    count: events.length,
    more: typeof document.links?.['next'] === 'string',
    items: [...items.values()],
    all: '/webhooks',
  });
}

async function webhookNames(ask: Ask): Promise<Map<string, string>> {
  const document = await ask(`webhooks?fields[webhook]=name&sort=-updated_at&page[size]=${MAX_PAGE_SIZE}`);
  return new Map(resourcesOf(document).map(({ id, attributes }) => [id, textOf(attributes?.['name'])]));
}

async function orphanedClients(ask: Ask): Promise<Problem | undefined> {
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
  return problem({ messageKey: 'orphaned', count, items, all: listUrl('oauth-clients', filter) });
}

/** Only the tenant's own: global components of other tenants need no action. */
async function componentsWithoutClient(
  ask: Ask,
  may: Parameters<Source['look']>[1],
): Promise<Problem | undefined> {
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
  return problem({ messageKey: 'waiting', count, items, all: listUrl('components', filter) });
}

function problem({ items, more = false, ...rest }: Omit<Problem, 'more'> & { more?: boolean }) {
  return rest.count === 0 ? undefined : { ...rest, more, items: items.slice(0, SHOWN) };
}

export function resourcesOf({ data }: Document): Resource[] {
  return [data].flat();
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
