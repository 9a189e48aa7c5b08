import { useQuery } from '@tanstack/react-query';
import { useDataProvider } from 'react-admin';
import { LIST_META } from '../api/cache-metas.ts';
import { MAX_PAGE_SIZE, readAllPages } from '../api/pages.ts';
import { useMay } from '../current-user.ts';
import { fill } from './fill.ts';
import { texts } from '../texts/index.ts';

export interface KnownScope {
  id: string;
  description: string;
  built_in: boolean;
}

const MANAGE = 'manage.';
const MANAGED = ['read', 'create', 'update', 'delete'];

/** All scopes an app can be registered with, if the user may see them; empty if they failed to load. */
export function useScopes(): { scopes: KnownScope[]; error: Error | null; retry(): unknown } {
  const maySee = useMay()('scopes', 'get');
  const dataProvider = useDataProvider();
  const { data, error, refetch } = useQuery({
    queryKey: ['all scopes'],
    enabled: maySee,
    queryFn: async () => {
      const all = await readAllPages<KnownScope>((page) =>
        dataProvider.getList('scopes', {
          pagination: { page, perPage: MAX_PAGE_SIZE },
          sort: { field: 'name', order: 'ASC' },
          filter: {},
          meta: LIST_META,
        }),
      );
      return withCovered(all);
    },
  });
  return { scopes: data ?? [], error, retry: refetch };
}

/** A custom `manage.x` scope defines four more that the API does not list. Built-in ones are all listed. */
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
