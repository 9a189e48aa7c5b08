import type { Context } from '../actions/index.ts';
import { AppError, combined, notFound } from '../errors.ts';
import { migrateDescriptor, type LinkedVariables, type Migration } from './descriptor/index.ts';
import { assertUris, withDescriptorErrors } from './migrations.ts';
import { assertMayChooseHost, readDescriptor, tokenUriOf } from './rules.ts';
import { lockOwn, updateComponent, type Component } from './store.ts';

/** Optional input for migrating a stored component. */
export interface ComponentMigrationInput {
  text?: string | undefined;
  auth_uri?: string | undefined;
  token_uri?: string | undefined;
  variables?: LinkedVariables | undefined;
}

const AT = '/data/attributes';

/**
 * Migrates the component.json of a component of the tenant, so that the component uses an OAuth client. The caller
 * updates the client and the flows in the same transaction.
 * @throws AppError not_found, descriptor_invalid, validation_failed, component_without_oauth
 */
export async function migrateComponent(
  { db, actor, now }: Context,
  id: string,
  given: ComponentMigrationInput,
): Promise<{ component: Component; changes: Migration['changes']; linked: LinkedVariables }> {
  const component = await lockOwn(db, id);
  if (component === undefined) throw notFound('component');
  const { auth_uri: authUri, token_uri: tokenUri, variables } = given;
  assertUris({ auth_uri: authUri, token_uri: tokenUri });
  const text = given.text ?? JSON.stringify(component.descriptor);
  const migration = withDescriptorErrors(() => migrateDescriptor(text, { authUri, tokenUri, variables }));
  assertMigrated(migration);
  const descriptor = JSON.parse(migration.text ?? text) as Record<string, unknown>;
  const { usesOauthClient, linked } = readDescriptor(descriptor);
  if (!usesOauthClient) {
    const why = migration.reasons.map(({ message }) => message).join(' ');
    throw new AppError(
      'component_without_oauth',
      `The component.json does not use an OAuth client. ${why}`.trim(),
    );
  }
  if (tokenUriOf({ descriptor }) !== tokenUriOf(component)) assertMayChooseHost(actor, { descriptor });
  const migrated: Component = {
    ...component,
    descriptor,
    uses_oauth_client: true,
    version: component.version + 1,
    updated_at: now,
  };
  await updateComponent(db, migrated);
  return { component: migrated, changes: migration.changes, linked };
}

function assertMigrated({ outcome, missing, reasons }: Migration): void {
  if (outcome === 'migrated' || outcome === 'unchanged') return;
  const faults = [
    ...missing.map(
      (name) =>
        new AppError('validation_failed', `The component.json has no ${name}. Send ${name} in the request.`, {
          source: { pointer: AT },
        }),
    ),
    ...reasons.map(
      ({ pointer, code, message }) =>
        new AppError('descriptor_invalid', message, { source: { pointer: AT }, meta: { pointer, code } }),
    ),
  ];
  throw combined(faults);
}
