import { requirePermission, type Actor } from '../actions/index.ts';
import { AppError } from '../errors.ts';
import { hostIsFixed, inspectDescriptor, type DescriptorFacts } from './descriptor/index.ts';
import type { Component } from './store.ts';

/** Which flows include a component. Of other tenants' flows only the number is ever told. */
export interface Usage {
  /** Ids of the tenant's own flows, the first 20. */
  flows: string[];
  count: number;
  countOfOthers: number;
  /** Flows, of whatever tenant, that include it without having a client for it. */
  countWithoutClient: number;
}

const DESCRIPTOR = '/data/attributes/descriptor';

/** Where the component sends the client secret, as its descriptor has it; null without such a place. */
export function tokenUriOf(component: Pick<Component, 'descriptor'>): string | null {
  const uri = readDescriptor(component.descriptor).oauth2?.['token_uri'];
  return typeof uri === 'string' && uri.trim() !== '' ? uri.trim() : null;
}

/**
 * Where a placeholder stands for the host to which the client secret goes, whoever writes it or fills it chooses
 * who gets the secret: that takes the permission to read it.
 * @throws AppError permission_missing
 */
export function assertMayChooseHost(actor: Actor, component: Pick<Component, 'descriptor'>): void {
  const uri = tokenUriOf(component);
  if (uri !== null && !hostIsFixed(uri)) requirePermission(actor, 'tenants.oauth_clients.get_secret');
}

/** Only the tenant that a component belongs to may change it; others see it when it is global. */
export function isOwn(component: Pick<Component, 'tenant_id' | 'seen_by'>): boolean {
  return component.tenant_id === component.seen_by;
}

/** A component that needs a client is usable once the tenant has defined one. */
export function isUsable(component: Pick<Component, 'uses_oauth_client' | 'activated'>): boolean {
  return !component.uses_oauth_client || component.activated;
}

/** Global components that wait for the tenant's client show only to those who could define it. */
export function isDormant(component: Component): boolean {
  return !isOwn(component) && !isUsable(component);
}

/** @throws AppError component_in_use naming the flows, as far as they are the tenant's own */
export function assertUnused({ flows, count, countOfOthers }: Usage, doing: string): void {
  if (count + countOfOthers === 0) return;
  const whose = [
    count > 0 ? `${count} of this tenant` : '',
    countOfOthers > 0 ? `${countOfOthers} of other tenants` : '',
  ];
  throw new AppError(
    'component_in_use',
    `The component cannot be ${doing}: flows include it (${whose.filter(Boolean).join(', ')}).`,
    {
      meta: { flows, count, count_of_other_tenants: countOfOthers },
    },
  );
}

/**
 * What a descriptor says about OAuth and variables.
 * @throws AppError descriptor_invalid with one fault per problem
 */
export function readDescriptor(descriptor: Record<string, unknown>): DescriptorFacts {
  const facts = inspectDescriptor(descriptor);
  const faults = facts.problems.map(
    ({ pointer, message }) =>
      new AppError('descriptor_invalid', message, { source: { pointer: DESCRIPTOR + pointer } }),
  );
  const [first, ...others] = faults;
  if (first !== undefined)
    throw new AppError('descriptor_invalid', first.message, { source: first.source ?? {} }, others);
  return facts;
}
