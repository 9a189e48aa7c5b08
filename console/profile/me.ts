import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Resource } from '../api/document.ts';
import type { ApiAnswer } from '../api/request.ts';
import { useCall } from '../api/use-call.ts';
import { useUpdateCurrentUser, useCurrentUser } from '../current-user.ts';

/** The signed-in user, the same in all their tenants. */
export interface Me {
  id: string;
  email: string;
  name: string | null;
  /** The ETag that was read, for If-Match. */
  etag: string | undefined;
}

export type MeChange = Pick<Me, 'email' | 'name'>;

const QUERY_KEY = ['me'];

/** The signed-in user and functions to change them. Changes are passed on to the whole console. @throws ApiError */
export function useMe() {
  const call = useCall();
  const client = useQueryClient();
  const { id } = useCurrentUser();
  const update = useUpdateCurrentUser();
  const queryFn = async () => toMe(await call('/me'));
  const { data: me, error } = useQuery({ queryKey: QUERY_KEY, queryFn, gcTime: 0 });
  useEffect(() => {
    if (me !== undefined) update({ email: me.email, name: me.name });
  }, [me, update]);

  /** Passes the change on to the whole console. */
  function known(now: Me): Me {
    client.setQueryData(QUERY_KEY, now);
    return now;
  }

  async function patch(attributes: object, etag?: string): Promise<Me> {
    const body = { data: { type: 'me', id, attributes } };
    const headers: Record<string, string> = etag === undefined ? {} : { 'If-Match': etag };
    return toMe(await call('/me', { method: 'PATCH', body, headers }));
  }

  return {
    me,
    error,
    read: async () => known(await queryFn()),
    change: async (changed: Partial<MeChange>, etag: string | undefined) => known(await patch(changed, etag)),
    /** Ends all sessions, including this one. */
    changePassword: (password: string, current_password: string) => patch({ password, current_password }),
  };
}

function toMe({ document, etag }: ApiAnswer): Me {
  const { id, attributes } = document!.data as Resource;
  const { email, name } = attributes as { email: string; name: string | null };
  return { id, email, name, etag };
}
