/** The groups of the menu, in order. */
export const GROUPS = ['integrations', 'access', 'webhooks', 'organization'] as const;

export type Group = (typeof GROUPS)[number];

export type PageKind = 'list' | 'show' | 'create' | 'edit';

interface ListedResource {
  name: string;
  group: Group;
  /** The attribute that names a record. */
  label: string;
  pages: readonly PageKind[];
}

/** The resources that have pages, in menu order. `pages.ts` loads the pages; other code only needs to know of them. */
export const LISTED_RESOURCES = [
  { name: 'components', group: 'integrations', label: 'name', pages: ['list', 'show', 'create', 'edit'] },
  { name: 'flows', group: 'integrations', label: 'name', pages: ['list', 'show', 'create', 'edit'] },
  {
    name: 'oauth-clients',
    group: 'integrations',
    label: 'client_id',
    pages: ['list', 'show', 'create', 'edit'],
  },
  { name: 'credentials', group: 'integrations', label: 'name', pages: ['list', 'show', 'create', 'edit'] },
  { name: 'providers', group: 'integrations', label: 'name', pages: ['list', 'show', 'create', 'edit'] },
  { name: 'oauth-apps', group: 'access', label: 'name', pages: ['list', 'show', 'create', 'edit'] },
  { name: 'authorizations', group: 'access', label: 'app.name', pages: ['list', 'show'] },
  { name: 'scopes', group: 'access', label: 'name', pages: ['list', 'show', 'create', 'edit'] },
  { name: 'api-keys', group: 'access', label: 'prefix', pages: ['list', 'show', 'create', 'edit'] },
  { name: 'webhooks', group: 'webhooks', label: 'name', pages: ['list', 'show', 'create', 'edit'] },
  { name: 'webhook-events', group: 'webhooks', label: 'id', pages: ['list', 'show'] },
  { name: 'senders', group: 'webhooks', label: 'name', pages: ['list', 'show', 'create', 'edit'] },
  { name: 'users', group: 'organization', label: 'email', pages: ['list', 'show', 'create', 'edit'] },
  { name: 'roles', group: 'organization', label: 'name', pages: ['list', 'show', 'create', 'edit'] },
  { name: 'audit-events', group: 'organization', label: 'action', pages: ['list', 'show'] },
] as const satisfies readonly ListedResource[];

/** Whether a resource has a page of this kind. Some resources can only be created through the API. */
export function hasPage(resource: string, kind: PageKind): boolean {
  const listed: readonly ListedResource[] = LISTED_RESOURCES;
  return listed.some(({ name, pages }) => name === resource && pages.includes(kind));
}
