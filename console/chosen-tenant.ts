interface Tenant {
  id: string;
  name: string;
}

const IN_PATH = /^\/console\/([0-9a-f]{8}-[0-9a-f-]{27})(?=\/|$)/;

/**
 * The tenant is part of the URL, so that windows can show different ones and links lead to the tenant they were copied
 * from. Without one in the URL, the first is used.
 * @returns undefined if the user does not belong to the tenant in the URL, or to any
 */
export function chosenTenant(tenants: Tenant[]): Tenant | undefined {
  const named = IN_PATH.exec(location.pathname)?.[1];
  if (named !== undefined) return tenants.find(({ id }) => id === named);
  const first = tenants[0];
  if (first === undefined) return undefined;
  const rest = location.pathname.slice('/console'.length);
  history.replaceState(null, '', `${consolePath(first.id)}${rest}${location.search}`);
  return first;
}

/** The root path of a tenant's console. */
export function consolePath(tenantId: string): string {
  return `/console/${tenantId}`;
}
