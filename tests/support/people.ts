import { randomUUID } from 'node:crypto';
import { acceptInvitation, document, type Caller, type TestApp } from './app.ts';

/** Creates a role in the caller's tenant. @returns its ID */
export async function makeRole(
  by: Caller,
  permissions: string[],
  name = `role ${randomUUID()}`,
): Promise<string> {
  const { body } = await by.post('roles', document('role', { name, permissions }));
  return body.data.id as string;
}

/** Invites a user to the caller's tenant. @returns the ID of the invitation */
export async function makeUser(by: Caller, roleId: string, attributes: object = {}): Promise<string> {
  const email = `${randomUUID()}@acme.test`;
  const { body } = await by.post(
    'users',
    document('user', { email, ...attributes }, { role: { type: 'role', id: roleId } }),
  );
  return body.data.id as string;
}

/** Creates a user who has accepted the invitation. @returns the ID of the user */
export async function makeMember(
  app: TestApp,
  by: Caller,
  roleId: string,
  attributes: object = {},
): Promise<string> {
  return accept(app, by.tenantId, await makeUser(by, roleId, attributes));
}

/** Accepts an invitation, as users do after signing in. @returns the ID of their account */
export function accept(app: TestApp, tenantId: string, invitationId: string): Promise<string> {
  return acceptInvitation(app.platform, tenantId, invitationId);
}

/** The ID of a role by its name. */
export async function roleNamed(by: Caller, name: string): Promise<string> {
  const { body } = await by.get('roles?page[size]=200');
  const roles = body.data as { id: string; attributes: { name: string } }[];
  const found = roles.find(({ attributes }) => attributes.name === name);
  if (found === undefined) throw new Error(`the tenant has no role ${name}`);
  return found.id;
}

/** The Basic authentication header for any credentials. */
export function basic(credentials: string): { headers: { Authorization: string } } {
  return { headers: { Authorization: `Basic ${Buffer.from(credentials).toString('base64')}` } };
}
