import { declared, type ResourceView } from '../jsonapi/index.ts';
import { entryVersion } from '../schema/index.ts';
import { toRfc3339 } from '../system/clock.ts';
import type { Noun } from './own.ts';
import type { Origin } from './own-store.ts';

type Shown = { id: string; own?: Origin };

/** @param more attributes that the entry itself does not contain */
export function entryView<Entry extends Shown>(noun: Noun, more: object = {}): ResourceView<Entry> {
  return {
    ...declared(noun),
    id: ({ id }) => id,
    path: ({ id, own }) => `/v2/${own === undefined ? '' : `tenants/${own.tenant_id}/`}${noun}s/${id}`,
    version: (entry) => entry.own?.version ?? entryVersion(entry),
    attributes: ({ id: _, own, ...entry }) => ({
      ...entry,
      ...more,
      built_in: own === undefined,
      created_at: own === undefined ? null : toRfc3339(own.created_at),
      updated_at: own === undefined ? null : toRfc3339(own.updated_at),
    }),
  };
}
