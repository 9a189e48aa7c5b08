import { useQuery } from '@tanstack/react-query';
import type { Resource } from '../api/document.ts';
import { useCall } from '../api/use-call.ts';
import { MAX_PAGE_SIZE } from '../api/pages.ts';
import { useMay, usePerson } from '../person.ts';
import { fill } from './fill.ts';
import { texts } from '../texts/index.ts';

const FRESH = { staleTime: 60_000 };

export interface NamedPerson {
  id: string;
  email: string;
}

/** The first users of the tenant by email address, if the person may see users. */
export function usePeople(): { people: NamedPerson[]; all: boolean } {
  const maySee = useMay()('users', 'get');
  const { tenant } = usePerson();
  const call = useCall();
  const { data } = useQuery({
    queryKey: ['people', tenant.id],
    enabled: maySee,
    ...FRESH,
    queryFn: async () => {
      const query = `page[size]=${MAX_PAGE_SIZE}&sort=email&fields[user]=email`;
      const { document } = await call(`/tenants/${tenant.id}/users?${query}`);
      const people = [document!.data].flat().map(named);
      return { people, all: (document!.meta?.total ?? 0) <= people.length };
    },
  });
  return data ?? { people: [], all: true };
}

/** A user's email address, if the person may see it. */
export function usePersonName(id: string): string {
  const maySee = useMay()('users', 'get');
  const me = usePerson();
  const call = useCall();
  const { people, all } = usePeople();
  const known = id === me.id ? me : people.find((person) => person.id === id);
  const { data: one } = useQuery({
    queryKey: ['people', me.tenant.id, id],
    enabled: maySee && known === undefined && !all,
    ...FRESH,
    queryFn: async () => {
      const { document } = await call(`/tenants/${me.tenant.id}/users/${id}?fields[user]=email`);
      return named(document!.data as Resource);
    },
  });
  return (known ?? one)?.email ?? id;
}

export function PersonName({ id }: { id: string }) {
  const { id: mine } = usePerson();
  const name = usePersonName(id);
  return <>{id === mine ? fill(texts.console.you, { name }) : name}</>;
}

function named({ id, attributes = {} }: Resource): NamedPerson {
  return { id, email: String(attributes['email']) };
}
