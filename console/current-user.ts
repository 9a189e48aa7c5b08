import { createContext, useContext } from 'react';
import type { Resource } from './api/document.ts';
import type { Call } from './api/request.ts';

/** The signed-in user, and their permissions in the current tenant. */
export interface CurrentUser {
  id: string;
  email: string;
  name: string | null;
  tenant: { id: string; name: string };
  /** The name of their role in the tenant. */
  role: string;
  permissions: ReadonlySet<string>;
}

export async function loadCurrentUser(call: Call, tenant: CurrentUser['tenant']): Promise<CurrentUser> {
  const { document } = await call('/me');
  const { id, attributes = {} } = document!.data as Resource;
  return {
    id,
    email: String(attributes['email']),
    name: attributes['name'] as string | null,
    tenant,
    role: String(attributes['role_name']),
    permissions: new Set(attributes['permissions'] as string[]),
  };
}

export const CurrentUserContext = createContext<CurrentUser | undefined>(undefined);

export function useCurrentUser(): CurrentUser {
  const currentUser = useContext(CurrentUserContext);
  if (currentUser === undefined) throw new Error('useCurrentUser is used outside of CurrentUserContext.');
  return currentUser;
}

/** Provides the user and the tenant's name to the whole console. */
export type UpdateCurrentUser = (found: Partial<Pick<CurrentUser, 'email' | 'name' | 'tenant'>>) => void;

export const UpdateCurrentUserContext = createContext<UpdateCurrentUser>(() => undefined);

export function useUpdateCurrentUser(): UpdateCurrentUser {
  return useContext(UpdateCurrentUserContext);
}

export type Doing = 'get' | 'create' | 'edit' | 'delete' | 'publish' | 'impersonate' | 'use' | 'get_secret';

export function permissionFor(resource: string, doing: Doing): string {
  return `tenants.${resource.replaceAll('-', '_')}.${doing}`;
}

/** Whether the user has a permission. Actions without it are not offered; the API enforces it anyway. */
export function useMay(): (resource: string, doing: Doing) => boolean {
  const { permissions } = useCurrentUser();
  return (resource, doing) => permissions.has(permissionFor(resource, doing));
}
