import { systemActor } from '../actions/index.ts';
import type { Services } from '../app/services.ts';
import { platformDb, tenantDb } from '../db/index.ts';
import { AppError } from '../errors.ts';
import { EMPTY_QUERY } from '../jsonapi/index.ts';
import { isId } from '../system/ids.ts';
import type { CommandIo } from './io.ts';

export interface Printed {
  json?: boolean;
}

/** A table for people, one JSON object for programs. */
export function print(io: CommandIo, result: Record<string, string | null>, json: boolean | undefined): void {
  if (json === true) return io.stdout(`${JSON.stringify(result)}\n`);
  const width = Math.max(...Object.keys(result).map((key) => key.length));
  io.stdout(
    Object.entries(result)
      .map(([key, value]) => `${key.padEnd(width)}  ${value ?? '-'}\n`)
      .join(''),
  );
}

/** The tenant that the operator names. @throws AppError not_found */
export async function dbOf(services: Services, tenant: string) {
  const platform = platformDb(services.database);
  if (!isId(tenant) || !(await services.tenants.exists(platform, tenant)))
    throw new AppError('not_found', `--tenant: there is no tenant ${tenant}. Tenants are named by their id.`);
  return tenantDb(platform, tenant);
}

/** The operator's call, who may do everything. */
export function callTo(tenantId: string) {
  return { actor: systemActor(tenantId), tenantId, requestId: null };
}

export function inputOf<Document>(document: Document) {
  return { params: {}, query: EMPTY_QUERY, document, ifMatch: undefined };
}
