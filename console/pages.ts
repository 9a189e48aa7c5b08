import { lazy, type ComponentType } from 'react';
import { pageOnDemand, type Fetch, type PageOnDemand } from './parts/page-on-demand.tsx';

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

/** In the order of the menu; the first is where the console begins. */
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
];

export const GROUPS: readonly Group[] = ['build', 'connect', 'let_in', 'receive', 'administer'];

export const Profile = lazy(() => import('./profile/profile.tsx'));

/** Fetches what an address leads to, while the session is still being asked for. */
export async function fetchFirstPage(path: string): Promise<void> {
  const [, , , name, second, third] = path.split('/');
  const page = PAGES.find((one) => one.name === name) ?? PAGES[0]!;
  const kind =
    second === undefined || second === ''
      ? 'list'
      : second === 'create'
        ? 'create'
        : third === 'show'
          ? 'show'
          : 'edit';
  // Where that fails, the page says so once it is there.
  await page.fetch(kind).catch(() => undefined);
}
