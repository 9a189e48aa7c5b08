import type { Provider as ApiProvider } from '../../src/schema/types.ts';
import type { ApiRecord } from '../api/records.ts';
import { PROVIDER_FIELDS } from '../api/resources.ts';
import type { Badge } from '../parts/initials.tsx';

type Attributes = NonNullable<ApiProvider['attributes']>;
type Field = (typeof PROVIDER_FIELDS)[number];

/** What a tenant can define of a provider. */
export type ProviderEntry = Omit<Attributes, 'built_in' | 'created_at' | 'updated_at'> & { name: string };

/** A provider as the tenant uses it. */
export type Provider = ProviderEntry & { id: string; built_in: boolean };

export type ProviderRecord = ApiRecord &
  Pick<Attributes, Field> &
  Required<Pick<Attributes, 'name' | 'built_in' | 'created_at' | 'updated_at'>> & {
    /** All other attributes. */
    settings: Omit<Attributes, Field>;
  };

export type AuthenticationType = NonNullable<Attributes['authentication_type']>;

/** Whether accounts are connected with OAuth, of any version. */
export function isOauth(type: AuthenticationType): type is 'oauth2' | 'oauth1' {
  return type === 'oauth2' || type === 'oauth1';
}

/** All attributes that a tenant can define. */
export function entryOf({ settings, ...record }: ProviderRecord): ProviderEntry {
  return { ...settings, ...fieldsOf(record) };
}

/** The values of a form that starts with the settings of a provider. How they were checked is not true of a copy. */
export function copyOf(provider: ProviderRecord): Record<string, unknown> {
  const { sources: _, unconfirmed: __, checked_on: ___, ...settings } = provider.settings;
  return { ...fieldsOf(provider), settings };
}

function fieldsOf(record: Pick<ProviderRecord, Field>): Pick<ProviderRecord, Field> {
  return Object.fromEntries(PROVIDER_FIELDS.map((name) => [name, record[name]])) as Pick<
    ProviderRecord,
    Field
  >;
}

export function badgeOf({ name, settings: { color, initials } }: ProviderRecord): Badge {
  return { name, color, initials };
}
