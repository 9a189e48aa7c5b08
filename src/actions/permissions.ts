/** The closed list of permissions, served at /v2/permissions: nothing else can be asked for or granted. */
export const PERMISSIONS = {
  'tenants.tenants.get': 'See the tenant',
  'tenants.tenants.create': 'Create further tenants and own them',
  'tenants.tenants.edit': 'Rename the tenant',
  'tenants.tenants.delete': 'Delete the tenant and all it owns',
  'tenants.users.get': "See the tenant's users",
  'tenants.users.create': 'Add users to the tenant',
  'tenants.users.edit': 'Change the role of users, switch them on and off',
  'tenants.users.delete': 'Remove users from the tenant',
  'tenants.roles.get': 'See roles',
  'tenants.roles.create': 'Make roles',
  'tenants.roles.edit': 'Change roles',
  'tenants.roles.delete': 'Delete roles',
  'tenants.api_keys.get': "See API keys, never the keys' secrets",
  'tenants.api_keys.create': 'Make API keys',
  'tenants.api_keys.edit': 'Rename API keys and change their end',
  'tenants.api_keys.delete': 'Revoke API keys',
  'tenants.components.get': 'See components',
  'tenants.components.create': 'Add components',
  'tenants.components.edit': 'Change components and the stored variables of components',
  'tenants.components.delete': 'Delete components',
  'tenants.components.publish': 'Make components global, and hide them again',
  'tenants.oauth_clients.get': 'See OAuth clients, without their secrets',
  'tenants.oauth_clients.create': 'Define OAuth clients, and see global components that need one',
  'tenants.oauth_clients.edit': 'Change OAuth clients',
  'tenants.oauth_clients.delete': 'Delete OAuth clients',
  'tenants.oauth_clients.get_secret': 'Read the secrets of OAuth clients and components at run time',
  'tenants.flows.get': 'See flows',
  'tenants.flows.create': 'Make flows',
  'tenants.flows.edit': 'Change flows',
  'tenants.flows.delete': 'Delete flows',
  'tenants.audit_events.get': 'Read the audit log',
} as const;

export type Permission = keyof typeof PERMISSIONS;

export const ALL_PERMISSIONS = Object.keys(PERMISSIONS) as Permission[];
