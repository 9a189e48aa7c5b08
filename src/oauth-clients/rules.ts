import type { Usage } from '../components/index.ts';
import { AppError } from '../errors.ts';
import type { OauthClient } from './store.ts';

/** Where a document names the component. */
export const COMPONENT = '/data/relationships/component/data/id';

/** A client whose component was deleted or hidden stays: readable, not usable, deletable. */
export function isOrphaned(client: Pick<OauthClient, 'component_visible'>): boolean {
  return !client.component_visible;
}

/** @throws AppError component_without_oauth */
export function assertTakesClient(component: { uses_oauth_client: boolean }): void {
  if (component.uses_oauth_client) return;
  throw new AppError(
    'component_without_oauth',
    'The component.json does not say "useOAuthClient": true, so the component takes no OAuth client.',
    {
      source: { pointer: COMPONENT },
    },
  );
}

/** A client is in use while any flow of the tenant, draft, active or stopped, includes its component. */
export function assertNotInUse({ flows, count }: Pick<Usage, 'flows' | 'count'>): void {
  if (count === 0) return;
  throw new AppError(
    'oauth_client_in_use',
    `The client is in use: ${count} ${count === 1 ? 'flow includes' : 'flows include'} its component.`,
    {
      meta: { flows, count },
    },
  );
}

/** Nor is a client let go that credentials use: their accounts were connected through it. */
export function assertNoCredentials(meta: { credentials: string[]; count: number }): void {
  if (meta.count === 0) return;
  throw new AppError(
    'oauth_client_in_use',
    `The client is in use: ${meta.count} ${meta.count === 1 ? 'credential uses' : 'credentials use'} it.`,
    { meta },
  );
}

/** @throws AppError oauth_client_orphaned */
export function assertUsable(client: OauthClient): void {
  if (!isOrphaned(client)) return;
  throw new AppError(
    'oauth_client_orphaned',
    'The component of this client is gone or hidden, so the client cannot be used.',
    {
      meta: { oauth_client: client.id },
    },
  );
}

export function noSuchComponent(pointer?: string): AppError {
  return new AppError(
    'component_not_found',
    'There is no such component, or it is not visible to this tenant.',
    pointer === undefined ? {} : { source: { pointer } },
  );
}
