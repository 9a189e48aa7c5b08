import { lazy, type ComponentType } from 'react';
import { pageOnDemand, type Fetch } from './parts/page-on-demand.tsx';

/** The groups of the menu, in their order. */
export type Group = 'build' | 'connect' | 'let_in' | 'receive' | 'administer';

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
  /** Fetches the list before it is shown. */
  fetchList(): Promise<unknown>;
}

/** Every page is fetched when somebody goes there. */
function pages({ list, show, create, edit }: { list: Fetch; show: Fetch; create?: Fetch; edit?: Fetch }) {
  const first = pageOnDemand(list);
  return {
    list: first.Page,
    show: pageOnDemand(show).Page,
    ...(create !== undefined && { create: pageOnDemand(create).Page }),
    ...(edit !== undefined && { edit: pageOnDemand(edit).Page }),
    fetchList: first.fetch,
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
];

export const GROUPS: readonly Group[] = ['build', 'connect', 'let_in', 'receive', 'administer'];

export const Profile = lazy(() => import('./profile/profile.tsx'));

/** Fetches the list that an address leads to, while the session is still being asked for. */
export function fetchFirstPage(path: string): Promise<unknown> {
  const page = PAGES.find(({ name }) => path.endsWith(`/${name}`)) ?? PAGES[0]!;
  return page.fetchList().catch(() => undefined);
}
