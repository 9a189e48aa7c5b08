import { findVisible, lockComponentsShared } from '../../components/index.ts';
import type { TenantDb } from '../../db/index.ts';
import { AppError, notFound } from '../../errors.ts';
import { relatedId } from '../../jsonapi/index.ts';
import {
  clientRequired,
  findOauthClient,
  findOfComponent,
  componentNotFound,
} from '../../oauth-clients/index.ts';
import type { FindProvider } from '../../providers/index.ts';
import type { CredentialCreate } from '../../schema/index.ts';
import type { Credential } from './store.ts';

type Relationships = NonNullable<CredentialCreate['data']['relationships']>;

const AT = '/data/relationships';

/**
 * Resolves the relationships of a document: the integration, and the tenant's OAuth client, which must belong to the
 * component if there is one. Locks components until the transaction ends.
 * @throws AppError component_not_found, not_found, oauth_client_required, validation_failed
 */
export async function resolveRelationships(
  db: TenantDb,
  findProvider: FindProvider,
  credential: Credential,
  { component, provider, oauth_client }: Relationships = {},
): Promise<Credential> {
  const next = { ...credential };
  if (component !== undefined) {
    const named =
      component.data === null ? null : await visibleComponent(db, relatedId({ data: component.data }));
    next.component_id = named?.id ?? null;
    next.component_tenant_id = named?.tenant_id ?? null;
    // The OAuth client changes with the component, unless the document sets one.
    next.oauth_client_id = null;
  }
  if (provider !== undefined) {
    const id = provider.data?.id ?? null;
    if (id !== null && (await findProvider(db, id)) === undefined) throw noSuch('provider', 'provider');
    next.provider = id;
  }
  if (next.component_id !== null && next.provider !== null)
    throw invalid(
      'A credential can have either a component or a provider, not both. Remove one of them.',
      AT,
    );

  if (oauth_client !== undefined) next.oauth_client_id = await clientId(db, next, oauth_client);
  else if (next.client_id === null && next.oauth_client_id === null && next.component_id !== null) {
    const client = await findOfComponent(db, next.component_id);
    if (client === undefined) throw clientRequired({ pointer: `${AT}/component/data/id` });
    next.oauth_client_id = client.id;
  }
  if (next.client_id !== null && next.oauth_client_id !== null)
    throw invalid(
      "A credential uses either its own client_id or the tenant's oauth_client, not both. Remove one of them.",
      '/data',
    );
  return next;
}

async function visibleComponent(db: TenantDb, id: string) {
  await lockComponentsShared(db, [id]);
  const component = await findVisible(db, id);
  if (component === undefined) throw componentNotFound(`${AT}/component/data/id`);
  return component;
}

async function clientId(
  db: TenantDb,
  { component_id }: Credential,
  { data }: NonNullable<Relationships['oauth_client']>,
): Promise<string | null> {
  if (data === null) return null;
  const client = await findOauthClient(db, relatedId({ data }));
  if (client === undefined) throw noSuch('OAuth client', 'oauth_client');
  // Otherwise its secret would be sent to the token URL of the other component.
  if (component_id !== null && client.component_id !== component_id)
    throw invalid(
      'The OAuth client belongs to another component. Choose one for this component.',
      `${AT}/oauth_client/data/id`,
    );
  return client.id;
}

function noSuch(what: string, relationship: string): AppError {
  return notFound(what, { pointer: `${AT}/${relationship}/data/id` });
}

function invalid(detail: string, pointer: string): AppError {
  return new AppError('validation_failed', detail, { source: { pointer } });
}
