import { createContext, useContext } from 'react';
import type { Resource } from './api/document.ts';
import type { Call } from './api/request.ts';

/** The person before the console, and what they may do in the tenant that they look at. */
export interface Person {
  id: string;
  email: string;
  name: string | null;
  tenant: { id: string; name: string };
  /** What their role in the tenant is called. */
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
  if (person === undefined) throw new Error('There is nobody.');
  return person;
}

/** Tells the whole console what was found out about the person, and what their tenant is called. */
export type KnowPerson = (found: Partial<Pick<Person, 'email' | 'name' | 'tenant'>>) => void;

export const KnowPersonContext = createContext<KnowPerson>(() => undefined);

export function useKnowPerson(): KnowPerson {
  return useContext(KnowPersonContext);
}

export type Doing = 'get' | 'create' | 'edit' | 'delete' | 'publish' | 'impersonate' | 'use' | 'get_secret';

export function permissionFor(resource: string, doing: Doing): string {
  return `tenants.${resource.replaceAll('-', '_')}.${doing}`;
}

/** Whether the person may: what they may not is not offered. The API decides all the same. */
export function useMay(): (resource: string, doing: Doing) => boolean {
  const { permissions } = usePerson();
  return (resource, doing) => permissions.has(permissionFor(resource, doing));
}
