import { lazy, type ComponentType } from 'react';
import { LISTED_RESOURCES, type Group, type PageKind } from './listed-resources.ts';
import { pageOnDemand, type Fetch, type PageOnDemand } from './parts/page-on-demand.tsx';
import { texts } from './texts/index.ts';

/** The pages of a resource. */
export interface ResourcePages {
  name: string;
  group: Group;
  /** The attribute that names a record. */
  label: string;
  list: ComponentType;
  show: ComponentType;
  create?: ComponentType;
  edit?: ComponentType;
  /** Prefetches a page. */
  fetch(kind: PageKind): Promise<unknown>;
}

/** Pages are loaded on demand. */
function pages({ list, show, create, edit }: { list: Fetch; show: Fetch; create?: Fetch; edit?: Fetch }) {
  const kinds = { list: pageOnDemand(list), show: pageOnDemand(show) };
  const more = {
    ...(create !== undefined && { create: pageOnDemand(create) }),
    ...(edit !== undefined && { edit: pageOnDemand(edit) }),
  };
  const all: Partial<Record<PageKind, PageOnDemand>> = { ...kinds, ...more };
  return {
    list: kinds.list.Page,
    show: kinds.show.Page,
    ...(more.create !== undefined && { create: more.create.Page }),
    ...(more.edit !== undefined && { edit: more.edit.Page }),
    fetch: async (kind: PageKind) => all[kind]?.fetch(),
  };
}

const LOADERS: Readonly<{
  [Listed in (typeof LISTED_RESOURCES)[number] as Listed['name']]: Record<Listed['pages'][number], Fetch>;
}> = {
  components: {
    list: () => import('./components/list.tsx'),
    show: () => import('./components/show.tsx'),
    create: () => import('./components/create.tsx'),
    edit: () => import('./components/edit.tsx'),
  },
  flows: {
    list: () => import('./flows/list.tsx'),
    show: () => import('./flows/show.tsx'),
    create: () => import('./flows/create.tsx'),
    edit: () => import('./flows/edit.tsx'),
  },
  'oauth-clients': {
    list: () => import('./oauth-clients/list.tsx'),
    show: () => import('./oauth-clients/show.tsx'),
    create: () => import('./oauth-clients/create.tsx'),
    edit: () => import('./oauth-clients/edit.tsx'),
  },
  credentials: {
    list: () => import('./credentials/list.tsx'),
    show: () => import('./credentials/show.tsx'),
    create: () => import('./credentials/create.tsx'),
    edit: () => import('./credentials/edit.tsx'),
  },
  providers: {
    list: () => import('./providers/list.tsx'),
    show: () => import('./providers/show.tsx'),
    create: () => import('./providers/create.tsx'),
    edit: () => import('./providers/edit.tsx'),
  },
  'oauth-apps': {
    list: () => import('./oauth-apps/list.tsx'),
    show: () => import('./oauth-apps/show.tsx'),
    create: () => import('./oauth-apps/create.tsx'),
    edit: () => import('./oauth-apps/edit.tsx'),
  },
  authorizations: {
    list: () => import('./authorizations/list.tsx'),
    show: () => import('./authorizations/show.tsx'),
  },
  scopes: {
    list: () => import('./scopes/list.tsx'),
    show: () => import('./scopes/show.tsx'),
    create: () => import('./scopes/create.tsx'),
    edit: () => import('./scopes/edit.tsx'),
  },
  'api-keys': {
    list: () => import('./api-keys/list.tsx'),
    show: () => import('./api-keys/show.tsx'),
    create: () => import('./api-keys/create.tsx'),
    edit: () => import('./api-keys/edit.tsx'),
  },
  webhooks: {
    list: () => import('./webhooks/list.tsx'),
    show: () => import('./webhooks/show.tsx'),
    create: () => import('./webhooks/create.tsx'),
    edit: () => import('./webhooks/edit.tsx'),
  },
  'webhook-events': {
    list: () => import('./webhook-events/list.tsx'),
    show: () => import('./webhook-events/show.tsx'),
  },
  senders: {
    list: () => import('./senders/list.tsx'),
    show: () => import('./senders/show.tsx'),
    create: () => import('./senders/create.tsx'),
    edit: () => import('./senders/edit.tsx'),
  },
  users: {
    list: () => import('./users/list.tsx'),
    show: () => import('./users/show.tsx'),
    create: () => import('./users/create.tsx'),
    edit: () => import('./users/edit.tsx'),
  },
  roles: {
    list: () => import('./roles/list.tsx'),
    show: () => import('./roles/show.tsx'),
    create: () => import('./roles/create.tsx'),
    edit: () => import('./roles/edit.tsx'),
  },
  'audit-events': {
    list: () => import('./audit/list.tsx'),
    show: () => import('./audit/show.tsx'),
  },
};

/** In menu order. */
export const PAGES: readonly ResourcePages[] = LISTED_RESOURCES.map(({ name, group, label }) => ({
  name,
  group,
  label,
  ...pages(LOADERS[name]),
}));

/** The start page. */
export const OVERVIEW: PageOnDemand = pageOnDemand(() => import('./overview/overview.tsx'));

/** A page that does not belong to a resource, visible to users who may see the given one. */
export interface OtherPage extends PageOnDemand {
  path: string;
  resource: string;
  /** The page's group and label in the menu. */
  inMenu?: { group: Group; label: string };
}

export const OTHER_PAGES: readonly OtherPage[] = [
  {
    path: 'roles/comparison',
    resource: 'roles',
    ...pageOnDemand(() => import('./roles/comparison.tsx')),
  },
  {
    path: 'settings',
    resource: 'tenants',
    inMenu: { group: 'organization', label: texts.console.menu.settings },
    ...pageOnDemand(() => import('./settings/settings.tsx')),
  },
];

export const Profile = lazy(() => import('./profile/profile.tsx'));

/** Prefetches the page of a URL while the session is still loading. */
export async function fetchFirstPage(path: string): Promise<void> {
  const [, , , ...rest] = path.split('/');
  // If this fails, the page itself shows the error.
  await fetchAt(rest.filter((part) => part !== '')).catch(() => undefined);
}

async function fetchAt(parts: string[]): Promise<unknown> {
  const [name, second, third] = parts;
  if (name === undefined) return OVERVIEW.fetch();
  const other = OTHER_PAGES.find(({ path }) => path === parts.join('/'));
  if (other !== undefined) return other.fetch();
  const page = PAGES.find((one) => one.name === name);
  if (second === undefined) return page?.fetch('list');
  if (second === 'create') return page?.fetch('create');
  return page?.fetch(third === 'show' ? 'show' : 'edit');
}
