import { AppError } from '../errors.ts';
import type { TenantDb } from '../db/index.ts';
import { lockActiveWithRole, type Member } from './store.ts';

/**
 * @param leaving the member who is removed, deactivated or gets another role
 * @throws AppError last_owner if the tenant would be left without an active owner
 */
export async function assertOwnerRemains(db: TenantDb, ownerRoleId: string, leaving: Member): Promise<void> {
  if (leaving.role_id !== ownerRoleId || !leaving.active || !leaving.accepted) return;
  const owners = await lockActiveWithRole(db, ownerRoleId);
  if (owners.some((id) => id !== leaving.user_id)) return;
  throw new AppError(
    'last_owner',
    'This is the last active owner of the tenant. Make another user an owner first.',
  );
}
