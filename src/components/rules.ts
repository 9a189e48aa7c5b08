import { requirePermission, type Actor } from '../actions/index.ts';
import { AppError } from '../errors.ts';
import { hostIsFixed } from '../system/url-placeholders.ts';
import { inspectDescriptor, type DescriptorFacts } from './descriptor/index.ts';
import type { Component } from './store.ts';
import { pluralize } from '../system/pluralize.ts';

/** Flows that include a component. For other tenants only the number of flows is exposed. */
export interface Usage {
  /** IDs of up to 20 of the tenant's own flows. */
  flows: string[];
  count: number;
  countOfOthers: number;
  /** Number of flows, of all tenants, whose tenant has no client for the component. */
  countWithoutClient: number;
}

/** JSON pointer of the component.json in a request. */
export const DESCRIPTOR = '/data/attributes/descriptor';

/**
 * The descriptor's token URI, which receives the client secret; null if the descriptor does not set one. Problems do not
 * matter here, so that a component stored before a rule existed can be corrected.
 */
export function tokenUriOf(component: Pick<Component, 'descriptor'>): string | null {
  const uri = inspectDescriptor(component.descriptor).oauth2?.['token_uri'];
  return typeof uri === 'string' && uri.trim() !== '' ? uri.trim() : null;
}

/**
 * If the host of the token URI contains a placeholder, anyone who edits the URI or fills the placeholder decides where
 * the client secret is sent. That requires the permission to read the secret.
 * @throws AppError permission_missing
 */
export function assertMayChooseHost(actor: Actor, component: Pick<Component, 'descriptor'>): void {
  const uri = tokenUriOf(component);
  if (uri !== null && !hostIsFixed(uri)) requirePermission(actor, 'tenants.oauth_clients.get_secret');
}

/** Whether the component belongs to the tenant viewing it. Only that tenant can change it. */
export function isOwn(component: Pick<Component, 'tenant_id' | 'seen_by'>): boolean {
  return component.tenant_id === component.seen_by;
}

/** A component that uses an OAuth client is usable if the tenant has one or still uses its stored variables. */
export function isUsable(
  component: Pick<Component, 'uses_oauth_client' | 'activated' | 'carried_over'>,
): boolean {
  return !component.uses_oauth_client || component.activated || component.carried_over;
}

/** Global components without the tenant's client are only shown to users who can create one. */
export function isGlobalWithoutClient(component: Component): boolean {
  return !isOwn(component) && !isUsable(component);
}

/** @param action "hidden" or "deleted" @throws AppError component_in_use with the IDs of the tenant's own flows */
export function assertUnused({ flows, count, countOfOthers }: Usage, action: string): void {
  if (count + countOfOthers === 0) return;
  const whose = [
    count > 0 ? `${pluralize(count, 'flow')} of this tenant` : '',
    countOfOthers > 0 ? `${pluralize(countOfOthers, 'flow')} of other tenants` : '',
  ].filter(Boolean);
  const include = count + countOfOthers === 1 ? 'includes' : 'include';
  throw new AppError(
    'component_in_use',
    `The component cannot be ${action}: ${whose.join(' and ')} ${include} it. It must be removed from those flows first.`,
    {
      meta: { flows, count, count_of_other_tenants: countOfOthers },
    },
  );
}

/**
 * Reads what a descriptor says about OAuth and variables.
 * @throws AppError descriptor_invalid with one fault per problem
 */
export function readDescriptor(descriptor: Record<string, unknown>): DescriptorFacts {
  const facts = inspectDescriptor(descriptor);
  assertNoProblems(facts);
  return facts;
}

/** @throws AppError descriptor_invalid with one fault per problem */
export function assertNoProblems(facts: Pick<DescriptorFacts, 'problems'>): void {
  const faults = facts.problems.map(
    ({ pointer, message }) =>
      new AppError('descriptor_invalid', message, { source: { pointer: DESCRIPTOR + pointer } }),
  );
  const [first, ...others] = faults;
  if (first !== undefined)
    throw new AppError('descriptor_invalid', first.message, { source: first.source ?? {} }, others);
}
