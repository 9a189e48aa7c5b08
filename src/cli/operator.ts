import { systemActor, type Call, type ReadAction } from '../actions/index.ts';
import type { Core } from '../app/core.ts';
import { platformDb, tenantDb, type TenantDb } from '../db/index.ts';
import { AppError } from '../errors.ts';
import { EMPTY_QUERY, type Input } from '../jsonapi/index.ts';
import type { Tenant } from '../tenants/index.ts';
import type { Member } from '../users/index.ts';

/** A call as the operator, who has all permissions. */
export function callTo(tenantId: string): Call {
  return { actor: systemActor(tenantId), tenantId, requestId: null, ipAddress: null };
}

export function inputOf<Document>(document: Document): Input<Document> {
  return { params: {}, query: EMPTY_QUERY, document, ifMatch: undefined };
}

/** Input for actions without a document. */
export const WITHOUT_DOCUMENT = inputOf({ data: { type: '' } });

/** A database handle for the given tenant. @throws AppError not_found */
export async function dbOf(core: Core, tenant: string, named = '--tenant'): Promise<TenantDb> {
  const platform = platformDb(core.database);
  if (!(await core.tenants.exists(platform, tenant)))
    throw new AppError(
      'not_found',
      `${named}: there is no tenant ${tenant}. \`valetkey tenant list\` lists them.`,
    );
  return tenantDb(platform, tenant);
}

export async function allTenants(core: Core): Promise<Tenant[]> {
  const db = platformDb(core.database);
  return allPages(async (page) => ({ rows: await core.tenants.listAll(db, page) }));
}

/** @throws AppError not_found */
export async function userOf(core: Core, tenant: string, email: string): Promise<Member> {
  const [user] = await listAll(core, core.users.list, tenant, { email });
  if (user === undefined) throw new AppError('not_found', `--email: the tenant has no user ${email}.`);
  return user;
}

/** All resources of a tenant that match the filter. */
export function listAll<Item>(
  core: Core,
  list: ReadAction<Input, { rows: Item[] }>,
  tenant: string,
  filter: Record<string, string> = {},
): Promise<Item[]> {
  return allPages((page) =>
    core.perform(list, callTo(tenant), {
      ...WITHOUT_DOCUMENT,
      query: { ...EMPTY_QUERY, filter, page },
    }),
  );
}

const PAGE_SIZE = 200;

async function allPages<Item>(
  read: (page: { number: number; size: number }) => Promise<{ rows: Item[] }>,
): Promise<Item[]> {
  const all: Item[] = [];
  for (let number = 1; ; number += 1) {
    const { rows } = await read({ number, size: PAGE_SIZE });
    all.push(...rows);
    if (rows.length < PAGE_SIZE) return all;
  }
}
