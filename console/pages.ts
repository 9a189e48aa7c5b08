import { lazy, type ComponentType } from 'react';
import { pageOnDemand, type Fetch, type PageOnDemand } from './parts/page-on-demand.tsx';
import { texts } from './texts/index.ts';

/** The groups of the menu, in their order. */
export type Group = 'build' | 'connect' | 'let_in' | 'receive' | 'administer';

type Kind = 'list' | 'show' | 'create' | 'edit';

/** A resource's pages. */
export interface ResourcePages {
  name: string;
  group: Group;
  /** What a record is called. */
  label: string;
  list: ComponentType;
  show: ComponentType;
  create?: ComponentType;
  edit?: ComponentType;
  /** Fetches a page before it is shown. */
  fetch(kind: Kind): Promise<unknown>;
}

/** Every page is fetched when somebody goes there. */
function pages({ list, show, create, edit }: { list: Fetch; show: Fetch; create?: Fetch; edit?: Fetch }) {
  const kinds = { list: pageOnDemand(list), show: pageOnDemand(show) };
  const more = {
    ...(create !== undefined && { create: pageOnDemand(create) }),
    ...(edit !== undefined && { edit: pageOnDemand(edit) }),
  };
  const all: Partial<Record<Kind, PageOnDemand>> = { ...kinds, ...more };
  return {
    list: kinds.list.Page,
    show: kinds.show.Page,
    ...(more.create !== undefined && { create: more.create.Page }),
    ...(more.edit !== undefined && { edit: more.edit.Page }),
    fetch: async (kind: Kind) => all[kind]?.fetch(),
  };
}

/** In the order of the menu. */
export const PAGES: readonly ResourcePages[] = [
  {
    name: 'components',
    group: 'build',
    label: 'name',
    ...pages({
      list: () => import('./components/list.tsx'),
      show: () => import('./components/show.tsx'),
      create: () => import('./components/create.tsx'),
      edit: () => import('./components/edit.tsx'),
    }),
  },
  {
    name: 'flows',
    group: 'build',
    label: 'name',
    ...pages({
      list: () => import('./flows/list.tsx'),
      show: () => import('./flows/show.tsx'),
      create: () => import('./flows/create.tsx'),
      edit: () => import('./flows/edit.tsx'),
    }),
  },
  {
    name: 'oauth-clients',
    group: 'connect',
    label: 'client_id',
    ...pages({
      list: () => import('./oauth-clients/list.tsx'),
      show: () => import('./oauth-clients/show.tsx'),
      create: () => import('./oauth-clients/create.tsx'),
      edit: () => import('./oauth-clients/edit.tsx'),
    }),
  },
  {
    name: 'credentials',
    group: 'connect',
    label: 'name',
    ...pages({
      list: () => import('./credentials/list.tsx'),
      show: () => import('./credentials/show.tsx'),
      create: () => import('./credentials/create.tsx'),
      edit: () => import('./credentials/edit.tsx'),
    }),
  },
  {
    name: 'oauth-apps',
    group: 'let_in',
    label: 'name',
    ...pages({
      list: () => import('./oauth-apps/list.tsx'),
      show: () => import('./oauth-apps/show.tsx'),
      create: () => import('./oauth-apps/create.tsx'),
      edit: () => import('./oauth-apps/edit.tsx'),
    }),
  },
  {
    name: 'authorizations',
    group: 'let_in',
    label: 'app.name',
    ...pages({
      list: () => import('./authorizations/list.tsx'),
      show: () => import('./authorizations/show.tsx'),
    }),
  },
  {
    name: 'scopes',
    group: 'let_in',
    label: 'name',
    ...pages({
      list: () => import('./scopes/list.tsx'),
      show: () => import('./scopes/show.tsx'),
      create: () => import('./scopes/create.tsx'),
      edit: () => import('./scopes/edit.tsx'),
    }),
  },
  {
    name: 'api-keys',
    group: 'let_in',
    label: 'prefix',
    ...pages({
      list: () => import('./api-keys/list.tsx'),
      show: () => import('./api-keys/show.tsx'),
      create: () => import('./api-keys/create.tsx'),
      edit: () => import('./api-keys/edit.tsx'),
    }),
  },
  {
    name: 'webhooks',
    group: 'receive',
    label: 'name',
    ...pages({
      list: () => import('./webhooks/list.tsx'),
      show: () => import('./webhooks/show.tsx'),
      create: () => import('./webhooks/create.tsx'),
      edit: () => import('./webhooks/edit.tsx'),
    }),
  },
  {
    name: 'webhook-events',
    group: 'receive',
    label: 'id',
    ...pages({
      list: () => import('./webhook-events/list.tsx'),
      show: () => import('./webhook-events/show.tsx'),
    }),
  },
  {
    name: 'users',
    group: 'administer',
    label: 'email',
    ...pages({
      list: () => import('./users/list.tsx'),
      show: () => import('./users/show.tsx'),
      create: () => import('./users/create.tsx'),
      edit: () => import('./users/edit.tsx'),
    }),
  },
  {
    name: 'roles',
    group: 'administer',
    label: 'name',
    ...pages({
      list: () => import('./roles/list.tsx'),
      show: () => import('./roles/show.tsx'),
      create: () => import('./roles/create.tsx'),
      edit: () => import('./roles/edit.tsx'),
    }),
  },
  {
    name: 'audit-events',
    group: 'administer',
    label: 'action',
    ...pages({
      list: () => import('./audit/list.tsx'),
      show: () => import('./audit/show.tsx'),
    }),
  },
];

/** Where the console begins. */
export const OVERVIEW: PageOnDemand = pageOnDemand(() => import('./overview/overview.tsx'));

/** A page that is no resource's, for whoever may see that resource. */
export interface OtherPage extends PageOnDemand {
  path: string;
  resource: string;
  /** Where it is in the menu, and what it is called there. */
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
    inMenu: { group: 'administer', label: texts.console.settings.title },
    ...pageOnDemand(() => import('./settings/settings.tsx')),
  },
];

export const GROUPS: readonly Group[] = ['build', 'connect', 'let_in', 'receive', 'administer'];

export const Profile = lazy(() => import('./profile/profile.tsx'));

/** Fetches what an address leads to, while the session is still being asked for. */
export async function fetchFirstPage(path: string): Promise<void> {
  const [, , , ...rest] = path.split('/');
  // Where that fails, the page says so once it is there.
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
