import type { AuthProvider } from 'react-admin';
import { signOut } from './api/sign-in-page.ts';
import { permissionFor, type Doing, type Person } from './person.ts';

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
export function createAuthProvider(person: Person): AuthProvider {
  return {
    login: () => Promise.resolve(),
    checkAuth: () => Promise.resolve(),
    checkError: () => Promise.resolve(),
    async logout() {
      await signOut();
      return false;
    },
    getIdentity: () => Promise.resolve({ id: person.id, fullName: person.name ?? person.email }),
    getPermissions: () => Promise.resolve(person.permissions),
    canAccess({ resource, action }) {
      const doing = DOING[action];
      return Promise.resolve(doing !== undefined && person.permissions.has(permissionFor(resource, doing)));
    },
  };
}
