import { useQuery } from '@tanstack/react-query';
import { useDataProvider } from 'react-admin';
import { OF_LISTS } from '../api/kept-apart.ts';
import { useMay } from '../person.ts';
import { fill } from './fill.ts';
import { texts } from '../texts/index.ts';

export interface KnownScope {
  id: string;
  description: string;
  built_in: boolean;
}

/** A tenant has 500 of its own at most, and the platform some tens. */
const SLICES = { size: 200, most: 4 };
const MANAGE = 'manage.';
const MANAGED = ['read', 'create', 'update', 'delete'];

/** All scopes that an app can be registered with, for whoever may see them. */
export function useScopes(): KnownScope[] {
  const maySee = useMay()('scopes', 'get');
  const dataProvider = useDataProvider();
  const { data } = useQuery({
    queryKey: ['all scopes'],
    enabled: maySee,
    queryFn: async () => {
      const all: KnownScope[] = [];
      for (let page = 1; page <= SLICES.most; page += 1) {
        const pagination = { page, perPage: SLICES.size };
        const { data: slice, total = 0 } = await dataProvider.getList('scopes', {
          pagination,
          sort: { field: 'name', order: 'ASC' },
          filter: {},
          meta: OF_LISTS,
        });
        all.push(...(slice as KnownScope[]));
        if (all.length >= total) break;
      }
      return withCovered(all);
    },
  });
  return data ?? [];
}

/** A tenant's own `manage.x` defines four more, which are listed nowhere; the platform lists what there is. */
function withCovered(scopes: KnownScope[]): KnownScope[] {
  const names = new Set(scopes.map(({ id }) => id));
  return scopes.flatMap((scope) => {
    if (scope.built_in || !scope.id.startsWith(MANAGE)) return scope;
    const covered = MANAGED.map((verb) => `${verb}.${scope.id.slice(MANAGE.length)}`);
    const description = fill(texts.console.scopes.covered_by, { scope: scope.id });
    return [
      scope,
      ...covered.filter((id) => !names.has(id)).map((id) => ({ id, description, built_in: false })),
    ];
  });
}
