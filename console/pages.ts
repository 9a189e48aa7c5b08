import { lazy, type ComponentType } from 'react';

/** The groups of the menu, in their order. */
export type Group = 'build' | 'connect' | 'let_in' | 'receive' | 'administer';

/** A resource's pages. Only the lists come at once: everything else is fetched when somebody goes there. */
export interface ResourcePages {
  name: string;
  group: Group;
  /** What a record is called. */
  label: string;
  list: ComponentType;
  show: ComponentType;
  create?: ComponentType;
  edit?: ComponentType;
}

/** In the order of the menu; the first is where the console begins. */
export const PAGES: readonly ResourcePages[] = [
  {
    name: 'components',
    group: 'build',
    label: 'name',
    list: lazy(() => import('./components/list.tsx')),
    show: lazy(() => import('./components/show.tsx')),
    create: lazy(() => import('./components/create.tsx')),
    edit: lazy(() => import('./components/edit.tsx')),
  },
  {
    name: 'flows',
    group: 'build',
    label: 'name',
    list: lazy(() => import('./flows/list.tsx')),
    show: lazy(() => import('./flows/show.tsx')),
  },
  {
    name: 'oauth-clients',
    group: 'connect',
    label: 'client_id',
    list: lazy(() => import('./oauth-clients/list.tsx')),
    show: lazy(() => import('./oauth-clients/show.tsx')),
    create: lazy(() => import('./oauth-clients/create.tsx')),
    edit: lazy(() => import('./oauth-clients/edit.tsx')),
  },
];

export const GROUPS: readonly Group[] = ['build', 'connect', 'let_in', 'receive', 'administer'];

export const Profile = lazy(() => import('./profile/profile.tsx'));
