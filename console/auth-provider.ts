import type { AuthProvider } from 'react-admin';
import { signOut } from './api/sign-in-page.ts';
import { permissionFor, type Doing, type CurrentUser } from './current-user.ts';

const DOING: Readonly<Record<string, Doing>> = {
  list: 'get',
  show: 'get',
  create: 'create',
  edit: 'edit',
  delete: 'delete',
};

/**
 * Nothing to check here: the user is known before the page starts, and expired sessions are handled where requests are
 * made.
 */
export function createAuthProvider(user: CurrentUser): AuthProvider {
  return {
    login: () => Promise.resolve(),
    checkAuth: () => Promise.resolve(),
    checkError: () => Promise.resolve(),
    async logout() {
      await signOut();
      return false;
    },
    getIdentity: () => Promise.resolve({ id: user.id, fullName: user.name ?? user.email }),
    getPermissions: () => Promise.resolve(user.permissions),
    canAccess({ resource, action }) {
      const doing = DOING[action];
      return Promise.resolve(doing !== undefined && user.permissions.has(permissionFor(resource, doing)));
    },
  };
}
