import { randomUUID } from 'node:crypto';
import { document, type Caller } from './app.ts';

/** Makes a role of the caller's tenant and gives back its id. */
export async function makeRole(
  by: Caller,
  permissions: string[],
  name = `role ${randomUUID()}`,
): Promise<string> {
  const { body } = await by.post('roles', document('role', { name, permissions }));
  return body.data.id as string;
}

/** Makes a user of the caller's tenant and gives back the id. */
export async function makeUser(by: Caller, roleId: string, attributes: object = {}): Promise<string> {
  const email = `${randomUUID()}@acme.test`;
  const { body } = await by.post(
    'users',
    document('user', { email, ...attributes }, { role: { type: 'role', id: roleId } }),
  );
  return body.data.id as string;
}

/** The id of a role by its name. */
export async function roleNamed(by: Caller, name: string): Promise<string> {
  const { body } = await by.get('roles?page[size]=200');
  const roles = body.data as { id: string; attributes: { name: string } }[];
  const found = roles.find(({ attributes }) => attributes.name === name);
  if (found === undefined) throw new Error(`the tenant has no role ${name}`);
  return found.id;
}

/** A new key of the caller, and the caller with it. */
export function withKey(caller: Caller, apiKey: string): { headers: { Authorization: string } } {
  return basic(`${caller.email}:${apiKey}`);
}

/** Credentials as they go out, whatever they are. */
export function basic(credentials: string): { headers: { Authorization: string } } {
  return { headers: { Authorization: `Basic ${Buffer.from(credentials).toString('base64')}` } };
}
