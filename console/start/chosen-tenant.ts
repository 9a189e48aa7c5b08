interface Tenant {
  id: string;
  name: string;
}

const IN_ADDRESS = /^\/console\/([0-9a-f]{8}-[0-9a-f-]{27})(?=\/|$)/;

/**
 * The tenant is in the address, so that windows may show different ones, and a link leads to where it was copied. An
 * address without gets the first.
 * @returns undefined when the address names one that is not theirs, or they have none
 */
export function chosenTenant(tenants: Tenant[]): Tenant | undefined {
  const named = IN_ADDRESS.exec(location.pathname)?.[1];
  if (named !== undefined) return tenants.find(({ id }) => id === named);
  const first = tenants[0];
  if (first === undefined) return undefined;
  const rest = location.pathname.slice('/console'.length);
  history.replaceState(null, '', `${addressOf(first.id)}${rest}${location.search}`);
  return first;
}

/** Where the console of a tenant begins. */
export function addressOf(tenantId: string): string {
  return `/console/${tenantId}`;
}
