import { createContext, useContext } from 'react';
import type { Resource } from './api/document.ts';
import type { Call } from './api/request.ts';

/** The signed-in user, and their permissions in the current tenant. */
export interface Person {
  id: string;
  email: string;
  name: string | null;
  tenant: { id: string; name: string };
  /** The name of their role in the tenant. */
  role: string;
  permissions: ReadonlySet<string>;
}

export async function loadPerson(call: Call, tenant: Person['tenant']): Promise<Person> {
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

export const PersonContext = createContext<Person | undefined>(undefined);

export function usePerson(): Person {
  const person = useContext(PersonContext);
  if (person === undefined) throw new Error('usePerson is used outside of PersonContext.');
  return person;
}

/** Provides the user and the tenant's name to the whole console. */
export type UpdatePerson = (found: Partial<Pick<Person, 'email' | 'name' | 'tenant'>>) => void;

export const UpdatePersonContext = createContext<UpdatePerson>(() => undefined);

export function useUpdatePerson(): UpdatePerson {
  return useContext(UpdatePersonContext);
}

export type Doing = 'get' | 'create' | 'edit' | 'delete' | 'publish' | 'impersonate' | 'use' | 'get_secret';

export function permissionFor(resource: string, doing: Doing): string {
  return `tenants.${resource.replaceAll('-', '_')}.${doing}`;
}

/** Whether the user has a permission. Actions without it are not offered; the API enforces it anyway. */
export function useMay(): (resource: string, doing: Doing) => boolean {
  const { permissions } = usePerson();
  return (resource, doing) => permissions.has(permissionFor(resource, doing));
}
