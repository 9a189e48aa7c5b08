import { checkPages } from '../page-checks.ts';

const HOSTILE = `<script>alert(1)</script> ${'long'.repeat(12)}`;

/** Users, roles, settings and the audit log. */
checkPages(async (make) => {
  const role = await make('roles', {
    name: 'Night shift',
    description: 'Looks after the flows while others sleep',
    permissions: ['tenants.flows.get', 'tenants.flows.edit', 'tenants.components.get'],
  });
  const hostile = await make('roles', { name: HOSTILE, description: HOSTILE, permissions: [] });
  const roleOf = (id: string) => ({ role: { data: { type: 'role', id } } });
  const user = await make('users', { email: 'kim@acme.test', name: 'Kim Nakamura' }, roleOf(role));
  await make('users', { email: 'sam@acme.test', name: HOSTILE, active: false }, roleOf(hostile));
  return {
    overview: '',
    users: 'users',
    'user-new': 'users/create',
    user: `users/${user}`,
    'user-shown': `users/${user}/show`,
    roles: 'roles',
    'role-new': 'roles/create',
    role: `roles/${role}`,
    'role-shown': `roles/${role}/show`,
    'role-hostile': `roles/${hostile}/show`,
    'roles-compared': 'roles/comparison',
    'audit-log': 'audit-events',
    'audit-none': `audit-events?filter=${encodeURIComponent('{"action":"scopes.delete"}')}`,
    settings: 'settings',
  };
});
