import type { Sender as ApiSender } from '../../src/schema/types.ts';
import type { ApiRecord } from '../api/records.ts';
import { SENDER_FIELDS } from '../api/resources.ts';

type Attributes = NonNullable<ApiSender['attributes']>;
type Field = (typeof SENDER_FIELDS)[number];

/** What a tenant can define of a preset. */
type SenderEntry = Omit<Attributes, 'authentication' | 'built_in' | 'created_at' | 'updated_at'>;

export type SenderRecord = ApiRecord &
  Pick<Attributes, Field> &
  Required<Pick<Attributes, 'name' | 'built_in' | 'created_at' | 'updated_at'>> & {
    /** All other attributes. */
    settings: Omit<SenderEntry, Field>;
  };

/** The values of a form that starts with another preset. How that was checked is not true of a copy. */
export function copyOf(sender: SenderRecord): Record<string, unknown> {
  const { sources: _, unconfirmed: __, checked_on: ___, ...settings } = sender.settings;
  const fields = SENDER_FIELDS.map((name) => [name, sender[name]]);
  return { ...(Object.fromEntries(fields) as Record<string, unknown>), settings };
}
