import { requirePermission, type Actor, type ReadAction, type WriteAction } from '../actions/index.ts';
import { violatesReference, type TenantDb } from '../db/index.ts';
import { AppError, notFound } from '../errors.ts';
import { assertUnchanged, pageOf, type Collection, type Input } from '../jsonapi/index.ts';
import type { ComponentCreate, ComponentUpdate } from '../schema/index.ts';
import { newId } from '../system/ids.ts';
import { endCarryOvers } from './activations.ts';
import { titleOf } from './descriptor/index.ts';
import { assertMayChooseHost, assertUnused, isGlobalWithoutClient, tokenUriOf, type Usage } from './rules.ts';
import {
  findVisible,
  insertComponent,
  listComponents,
  listVisibleById,
  lockOwn,
  removeComponent,
  updateComponent,
  type Component,
} from './store.ts';
import { checkUpload, warningsOf } from './upload.ts';
import { pluralize } from '../system/pluralize.ts';

export interface Components {
  list: ReadAction<Input, Collection<Component>>;
  get: ReadAction<Input, Component>;
  getMany: ReadAction<{ ids: string[] }, Component[]>;
  create: WriteAction<Input<ComponentCreate>, Component>;
  update: WriteAction<Input<ComponentUpdate>, Component>;
  remove: WriteAction<Input, void>;
}

/**
 * @param parts.usage the flows that include a component; passed in, because flows depend on components
 * @param parts.changed called when the descriptor of a component has changed, in the tenant that owns it
 */
export function createComponents({
  usage,
  changed: descriptorChanged,
}: {
  usage(db: TenantDb, componentId: string): Promise<Usage>;
  changed(db: TenantDb, componentId: string): Promise<void>;
}): Components {
  return {
    list: {
      name: 'components.list',
      permission: 'tenants.components.get',
      writes: false,
      run({ db, actor }, { query }) {
        const { usable, access, uses_oauth_client: uses } = query.filter;
        const filter = {
          includeGlobalWithoutClient: canCreateClients(actor),
          ...(usable !== undefined && { usable: usable === 'true' }),
          ...(access !== undefined && { access }),
          ...(uses !== undefined && { usesOauthClient: uses === 'true' }),
        };
        return listComponents(db, filter, pageOf(query));
      },
    },
    get: {
      name: 'components.get',
      permission: 'tenants.components.get',
      writes: false,
      async run({ db, actor }, { params }) {
        const component = await findVisible(db, params['id']!);
        if (component === undefined || (isGlobalWithoutClient(component) && !canCreateClients(actor)))
          throw notFound('component');
        return component;
      },
    },
    getMany: {
      name: 'components.list',
      permission: 'tenants.components.get',
      writes: false,
      run: ({ db }, { ids }) => listVisibleById(db, ids),
    },
    create: {
      name: 'components.create',
      permission: 'tenants.components.create',
      schema: 'component.create',
      writes: true,
      async run({ db, actor, now }, { document, body }) {
        const {
          descriptor,
          description = null,
          access = 'tenant',
          name = titleOf(descriptor),
        } = document.data.attributes;
        const facts = checkUpload(descriptor, body);
        if (access === 'global') requirePermission(actor, 'tenants.components.publish');
        if (name === undefined) {
          throw new AppError(
            'validation_failed',
            'name is required if the descriptor has no title. Send a name, or add a title to the descriptor.',
            { source: { pointer: '/data/attributes' } },
          );
        }
        const component: Component = {
          tenant_id: db.tenantId,
          id: newId(),
          name,
          description,
          access,
          descriptor,
          uses_oauth_client: facts.usesOauthClient,
          version: 1,
          created_at: now,
          updated_at: now,
          created_by: actor.id,
          seen_by: db.tenantId,
          activated: false,
          carried_over: false,
        };
        await insertComponent(db, component);
        return { ...component, warnings: warningsOf(facts) };
      },
      audit: entry,
    },
    update: {
      name: 'components.update',
      permission: 'tenants.components.edit',
      schema: 'component.update',
      writes: true,
      async run({ db, actor, now }, { params, document, body, ifMatch }) {
        const component = found(await lockOwn(db, params['id']!));
        assertUnchanged(component, ifMatch);
        const changes = document.data.attributes ?? {};
        const facts = changes.descriptor === undefined ? undefined : checkUpload(changes.descriptor, body);
        const uses = facts?.usesOauthClient ?? component.uses_oauth_client;
        if (changes.access !== undefined && changes.access !== component.access) {
          requirePermission(actor, 'tenants.components.publish');
          if (changes.access === 'tenant') assertUnused(await usage(db, component.id), 'hidden');
        }
        if (uses && !component.uses_oauth_client) await assertFlowsHaveClients(db, component);
        if (
          changes.descriptor !== undefined &&
          tokenUriOf({ descriptor: changes.descriptor }) !== tokenUriOf(component)
        )
          assertMayChooseHost(actor, { descriptor: changes.descriptor });
        const changed: Component = {
          ...component,
          ...changes,
          uses_oauth_client: uses,
          version: component.version + 1,
          updated_at: now,
        };
        if (!uses && component.uses_oauth_client) await endCarryOvers(db, component.id);
        await updateComponent(db, changed);
        if (facts !== undefined) await descriptorChanged(db, component.id);
        return facts === undefined ? changed : { ...changed, warnings: warningsOf(facts) };
      },
      audit: entry,
    },
    remove: {
      name: 'components.delete',
      permission: 'tenants.components.delete',
      writes: true,
      async run({ db, actor }, { params, ifMatch }) {
        const component = found(await lockOwn(db, params['id']!));
        assertUnchanged(component, ifMatch);
        if (component.access === 'global') requirePermission(actor, 'tenants.components.publish');
        assertUnused(await usage(db, component.id), 'deleted');
        await removeComponent(db, component.id).catch((error: unknown) => {
          throw violatesReference(error)
            ? new AppError(
                'component_in_use',
                'A flow that includes the component was just saved. Remove the component from the flow first.',
              )
            : error;
        });
      },
      audit: (_, { params }) => ({ type: 'component', id: params['id']! }),
    },
  };

  /** A component can only start using an OAuth client if the tenants of all flows that include it have one. */
  async function assertFlowsHaveClients(db: TenantDb, component: Component): Promise<void> {
    const { flows, count, countOfOthers, countWithoutClient } = await usage(db, component.id);
    if (countWithoutClient === 0) return;
    throw new AppError(
      'component_in_use',
      `The component cannot start using an OAuth client: ${pluralize(countWithoutClient, 'flow includes', 'flows include')} it without one. Migrate the component together with its client instead: POST /v2/tenants/${db.tenantId}/components/${component.id}/migrations.`,
      {
        source: { pointer: '/data/attributes/descriptor' },
        meta: { flows, count, count_of_other_tenants: countOfOthers },
      },
    );
  }
}

function canCreateClients(actor: Actor): boolean {
  return actor.permissions.has('tenants.oauth_clients.create');
}

function entry(component: Component) {
  const { id, name, access, uses_oauth_client } = component;
  return { type: 'component', id, details: { name, access, uses_oauth_client } };
}

function found(component: Component | undefined): Component {
  if (component === undefined) throw notFound('component');
  return component;
}
