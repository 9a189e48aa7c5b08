import type { Usage } from '../components/index.ts';
import { violatesUnique, type TenantDb } from '../db/index.ts';
import { AppError } from '../errors.ts';
import type { OauthClient } from './store.ts';
import { pluralize } from '../system/pluralize.ts';

/** What OAuth clients need to know of credentials. Passed in, because credentials depend on OAuth clients. */
export interface CredentialsOfClients {
  /** The credentials that use a client. */
  usage(db: TenantDb, clientId: string): Promise<{ credentials: string[]; count: number }>;
  /** Removes the client from all credentials. */
  detach(db: TenantDb, clientId: string): Promise<void>;
  /** Called when a client has changed. */
  changed(db: TenantDb, clientId: string): Promise<void>;
}

/** JSON pointer of the component in a request. */
export const COMPONENT = '/data/relationships/component/data/id';

/** A client whose component was deleted or hidden can still be read and deleted, but not used. */
export function isOrphaned(client: Pick<OauthClient, 'component_visible'>): boolean {
  return !client.component_visible;
}

/** @throws AppError component_without_oauth */
export function assertTakesClient(component: { uses_oauth_client: boolean }): void {
  if (component.uses_oauth_client) return;
  throw new AppError(
    'component_without_oauth',
    'This component does not use an OAuth client. Choose a component whose uses_oauth_client is true.',
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
    `The client is in use: ${pluralize(count, 'flow includes', 'flows include')} its component. Remove the component from its flows first.`,
    {
      meta: { flows, count },
    },
  );
}

/** Credentials keep using the client that their accounts were connected with. */
export function assertNoCredentials(meta: { credentials: string[]; count: number }): void {
  if (meta.count === 0) return;
  throw new AppError(
    'oauth_client_in_use',
    `The client is in use: ${pluralize(meta.count, 'credential uses', 'credentials use')} it. Delete the credentials or change their client first.`,
    { meta },
  );
}

/** @throws AppError oauth_client_orphaned */
export function assertUsable(client: OauthClient): void {
  if (!isOrphaned(client)) return;
  throw new AppError(
    'oauth_client_orphaned',
    'The component of this OAuth client was deleted or hidden, so the client cannot be used. Assign it to another component, or delete it.',
    {
      meta: { oauth_client: client.id },
    },
  );
}

export function componentNotFound(pointer?: string): AppError {
  return new AppError(
    'component_not_found',
    'This component does not exist or is not visible to this tenant.',
    pointer === undefined ? {} : { source: { pointer } },
  );
}

export function clientRequired(source: { pointer?: string } = {}): AppError {
  return new AppError(
    'oauth_client_required',
    'This component needs an OAuth client, and the tenant has none for it. Create one first.',
    { source },
  );
}

export function rethrowClientExists(error: unknown): never {
  if (!violatesUnique(error, 'oauth_clients', ['tenant_id', 'component_id'])) throw error;
  throw new AppError(
    'oauth_client_exists',
    'The tenant already has an OAuth client for this component. Update that one instead.',
    { source: { pointer: COMPONENT } },
  );
}
