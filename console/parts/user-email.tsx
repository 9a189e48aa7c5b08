import { useQuery } from '@tanstack/react-query';
import type { Resource } from '../api/document.ts';
import { useCall } from '../api/use-call.ts';
import { MAX_PAGE_SIZE } from '../api/pages.ts';
import { useMay, useCurrentUser } from '../current-user.ts';
import { fill } from './fill.ts';
import { texts } from '../texts/index.ts';

const FRESH = { staleTime: 60_000 };

export interface UserWithEmail {
  id: string;
  email: string;
}

/** The first users of the tenant by email address, if the signed-in user may see users. */
export function useUserEmails(): { users: UserWithEmail[]; all: boolean } {
  const maySee = useMay()('users', 'get');
  const { tenant } = useCurrentUser();
  const call = useCall();
  const { data } = useQuery({
    queryKey: ['user emails', tenant.id],
    enabled: maySee,
    ...FRESH,
    queryFn: async () => {
      const query = `page[size]=${MAX_PAGE_SIZE}&sort=email&fields[user]=email`;
      const { document } = await call(`/tenants/${tenant.id}/users?${query}`);
      const users = [document!.data].flat().map(named);
      return { users, all: (document!.meta?.total ?? 0) <= users.length };
    },
  });
  return data ?? { users: [], all: true };
}

/** A user's email address, if the signed-in user may see it. */
export function useUserEmail(id: string): string {
  const maySee = useMay()('users', 'get');
  const me = useCurrentUser();
  const call = useCall();
  const { users, all } = useUserEmails();
  const known = id === me.id ? me : users.find((user) => user.id === id);
  const { data: one } = useQuery({
    queryKey: ['user emails', me.tenant.id, id],
    enabled: maySee && known === undefined && !all,
    ...FRESH,
    queryFn: async () => {
      const { document } = await call(`/tenants/${me.tenant.id}/users/${id}?fields[user]=email`);
      return named(document!.data as Resource);
    },
  });
  return (known ?? one)?.email ?? id;
}

export function UserEmail({ id }: { id: string }) {
  const { id: mine } = useCurrentUser();
  const name = useUserEmail(id);
  return <>{id === mine ? fill(texts.console.you, { name }) : name}</>;
}

function named({ id, attributes = {} }: Resource): UserWithEmail {
  return { id, email: String(attributes['email']) };
}
