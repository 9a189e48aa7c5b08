import type { Role } from '../../src/schema/types.ts';
import type { RecordOf } from '../api/records.ts';

export type RoleRecord = RecordOf<Role>;

/** The permissions of a role that the user does not have. The API lets nobody grant, change or remove such a role. */
export function missingPermissions(
  { permissions }: { permissions: ReadonlySet<string> },
  role: RoleRecord,
): string[] {
  return role.permissions.filter((permission) => !permissions.has(permission));
}
