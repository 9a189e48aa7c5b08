import type { ApiRecord } from '../api/records.ts';

export interface RoleRecord extends ApiRecord {
  name: string;
  description: string | null;
  built_in: boolean;
  permissions: string[];
}

/** What a role permits and the person may not do: the API lets nobody give, change or take that. */
export function beyond({ permissions }: { permissions: ReadonlySet<string> }, role: RoleRecord): string[] {
  return role.permissions.filter((permission) => !permissions.has(permission));
}
