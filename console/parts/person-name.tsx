import { useQuery } from '@tanstack/react-query';
import type { Resource } from '../api/document.ts';
import { useCall } from '../api/use-call.ts';
import { useMay, usePerson } from '../person.ts';
import { fill } from './fill.ts';
import { texts } from '../texts/index.ts';

/** As many as the API gives at once. */
const MOST = 200;
const FRESH = { staleTime: 60_000 };

export interface NamedPerson {
  id: string;
  email: string;
}

/** The first people of the tenant by their address, for whoever may see them. */
export function usePeople(): { people: NamedPerson[]; all: boolean } {
  const maySee = useMay()('users', 'get');
  const { tenant } = usePerson();
  const call = useCall();
  const { data } = useQuery({
    queryKey: ['people', tenant.id],
    enabled: maySee,
    ...FRESH,
    queryFn: async () => {
      const query = `page[size]=${MOST}&sort=email&fields[user]=email`;
      const { document } = await call(`/tenants/${tenant.id}/users?${query}`);
      const people = [document!.data].flat().map(named);
      return { people, all: (document!.meta?.total ?? 0) <= people.length };
    },
  });
  return data ?? { people: [], all: true };
}

/** What somebody is called: their address, where one may see it. */
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
