import type { ResourceShape } from './resources.ts';

export interface ListRequest {
  page?: { number: number; size: number } | { after?: string | undefined; size: number };
  sort?: { field: string; order: string } | undefined;
  filter?: Record<string, string | number | boolean | null | undefined>;
}

/** The query string of a list, with its question mark. */
export function listQuery(shape: ResourceShape, { page, sort, filter = {} }: ListRequest): string {
  const query = new URLSearchParams();
  if (page !== undefined) {
    query.set('page[size]', String(page.size));
    if ('number' in page) query.set('page[number]', String(page.number));
    else if (page.after !== undefined) query.set('page[after]', page.after);
  }
  // Resources with a fixed order do not accept a sort parameter.
  if (sort !== undefined && !shape.log && !shape.unsorted)
    query.set('sort', (sort.order === 'DESC' ? '-' : '') + sort.field);
  for (const [name, value] of Object.entries(filter)) {
    if (value !== undefined && value !== null && value !== '') query.set(`filter[${name}]`, String(value));
  }
  if (shape.inLists !== undefined) query.set(`fields[${shape.type}]`, shape.inLists.join(','));
  withIncluded(query, shape);
  return `?${query.toString()}`;
}

/** The query string of one resource: all attributes except its secrets. */
export function resourceQuery(shape: ResourceShape): string {
  const query = new URLSearchParams();
  withIncluded(query, shape);
  if (shape.secrets !== undefined && shape.inLists !== undefined)
    query.set(`fields[${shape.type}]`, [...shape.inLists, ...(shape.onPages ?? [])].join(','));
  return query.size === 0 ? '' : `?${query.toString()}`;
}

function withIncluded(query: URLSearchParams, { include }: ResourceShape): void {
  if (include === undefined) return;
  query.set('include', include.name);
  for (const [type, names] of Object.entries(include.fields)) query.set(`fields[${type}]`, names.join(','));
}
