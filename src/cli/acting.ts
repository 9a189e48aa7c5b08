import { systemActor } from '../actions/index.ts';
import type { Core } from '../app/core.ts';
import { platformDb, tenantDb } from '../db/index.ts';
import { AppError } from '../errors.ts';
import { EMPTY_QUERY } from '../jsonapi/index.ts';
import type { Tenant } from '../tenants/index.ts';
import type { Member } from '../users/index.ts';
import { allPages } from './lists.ts';
import type { CommandIo } from './io.ts';

export interface OutputOptions {
  json?: boolean;
}

/** Prints a result as a table, or as a JSON object. */
export function print(io: CommandIo, result: Record<string, string | null>, json: boolean | undefined): void {
  if (json === true) return io.stdout(`${JSON.stringify(result)}\n`);
  const width = Math.max(...Object.keys(result).map((key) => key.length));
  io.stdout(
    Object.entries(result)
      .map(([key, value]) => `${key.padEnd(width)}  ${value ?? '-'}\n`)
      .join(''),
  );
}

/** A database handle for the given tenant. @throws AppError not_found */
export async function dbOf(core: Core, tenant: string, named = '--tenant') {
  const platform = platformDb(core.database);
  if (!(await core.tenants.exists(platform, tenant)))
    throw new AppError(
      'not_found',
      `${named}: there is no tenant ${tenant}. \`valetkey tenant list\` lists them.`,
    );
  return tenantDb(platform, tenant);
}

/** A call as the operator, who has all permissions. */
export function callTo(tenantId: string) {
  return { actor: systemActor(tenantId), tenantId, requestId: null, ipAddress: null };
}

export function inputOf<Document>(document: Document) {
  return { params: {}, query: EMPTY_QUERY, document, ifMatch: undefined };
}

/** Input for actions without a document. */
export const WITHOUT_DOCUMENT = inputOf({ data: { type: '' } });

/** All tenants of the platform. */
export async function allTenants(core: Core): Promise<Tenant[]> {
  const db = platformDb(core.database);
  return allPages(async (page) => ({ rows: await core.tenants.listAll(db, page) }));
}

/** All users of a tenant. */
export function usersOf(core: Core, tenant: string, filter: Record<string, string> = {}): Promise<Member[]> {
  return allPages((page) =>
    core.perform(core.users.list, callTo(tenant), {
      ...WITHOUT_DOCUMENT,
      query: { ...EMPTY_QUERY, filter, page },
    }),
  );
}

/** @throws AppError not_found */
export async function userOf(core: Core, tenant: string, email: string): Promise<Member> {
  const [user] = await usersOf(core, tenant, { email });
  if (user === undefined) throw new AppError('not_found', `--email: the tenant has no user ${email}.`);
  return user;
}
