import type { ReadAction } from '../actions/index.ts';
import { notFound } from '../errors.ts';
import type { Collection, Input, Query } from '../jsonapi/index.ts';
import type { Catalog } from '../schema/index.ts';
import type { Noun } from './own.ts';

export interface BuiltInEntries<Entry> {
  list: ReadAction<Input, Collection<Entry>>;
  get: ReadAction<Input, Entry>;
}

/** The entries that are the same for all tenants. */
export function createBuiltInEntries<Entry>(
  noun: Noun,
  catalog: Catalog<Entry>,
  pageOf: (entries: readonly Entry[], query: Query) => Collection<Entry>,
): BuiltInEntries<Entry> {
  return {
    list: {
      name: `${noun}s.list`,
      permission: 'authenticated',
      writes: false,
      run: async (_, { query }) => pageOf(catalog.all(), query),
    },
    get: {
      name: `${noun}s.get`,
      permission: 'authenticated',
      writes: false,
      async run(_, { params }) {
        const entry = catalog.get(params[noun]!);
        if (entry === undefined) throw notFound(noun);
        return entry;
      },
    },
  };
}
