import type { ReadAction, WriteAction } from '../actions/index.ts';
import { lockComponentsShared, listVisibleById } from '../components/index.ts';
import { existingCredentials } from '../credentials/index.ts';
import type { Keyring } from '../crypto/index.ts';
import { violatesReference, type TenantDb } from '../db/index.ts';
import { AppError, notFound } from '../errors.ts';
import type { Outbound } from '../http/index.ts';
import { assertUnchanged, pageOf, type Collection, type Input } from '../jsonapi/index.ts';
import { WRITTEN, type FlowCreate, type FlowUpdate } from '../schema/index.ts';
import { isId, newId } from '../system/ids.ts';
import {
  assertSentToItsTarget,
  assertUsesTls,
  assertValidDelivery,
  orderSettingOf,
} from './delivery-rules.ts';
import { assertComponentsUsable, assertCredentialsExist, assertValidGraph, credentialsOf } from './rules.ts';
import {
  findFlow,
  insertFlow,
  listFlows,
  lockFlow,
  removeFlow,
  replaceCredentials,
  replaceIncluded,
  updateFlow,
  type Flow,
  type FlowGraph,
} from './store.ts';
import {
  createReadTargetCertificates,
  NO_CERTIFICATES,
  type TargetCertificates,
} from './target-certificates.ts';
import { createTargetSecrets } from './target-secrets.ts';

export interface Flows {
  list: ReadAction<Input, Collection<Flow>>;
  get: ReadAction<Input, Flow>;
  create: WriteAction<Input<FlowCreate>, Flow>;
  update: WriteAction<Input<FlowUpdate>, Flow>;
  remove: WriteAction<Input, void>;
}

const EMPTY_GRAPH: FlowGraph = { nodes: [], edges: [] };

const NO_TARGET = { ...NO_CERTIFICATES, target_authorization: null };

const TARGET = '/data/attributes/target_url';

/** @param outbound its assertAllowed throws url_not_allowed if the server is not allowed to call a URL */
export function createFlows({
  outbound: { assertAllowed },
  keyring,
}: {
  outbound: Pick<Outbound, 'assertAllowed'>;
  keyring: Keyring;
}): Flows {
  const targetSecrets = createTargetSecrets(keyring);
  const readCertificates = createReadTargetCertificates(targetSecrets);

  /** The columns of the secrets and certificates that a request changes. */
  async function readTarget(
    db: TenantDb,
    before: Pick<Flow, 'id' | keyof TargetCertificates>,
    given: NonNullable<FlowUpdate['data']['attributes']>,
    now: number,
  ): Promise<Partial<Flow>> {
    const of = { tenant_id: db.tenantId, id: before.id };
    const { target_authorization: value } = given;
    const certificates = await readCertificates(of, before, given, now);
    if (value === undefined) return certificates;
    const target_authorization = value && (await targetSecrets.seal(of, 'target_authorization', value));
    return { ...certificates, target_authorization };
  }

  /** Stores the references of the graph. Locks its components, so that none is hidden or deleted meanwhile. */
  async function storeReferences(db: TenantDb, flow: Flow): Promise<void> {
    const ids = [...new Set(flow.graph.nodes.map((node) => node.component_id))].filter(isId);
    await lockComponentsShared(db, ids);
    const components = ids.length === 0 ? [] : await listVisibleById(db, ids);
    assertComponentsUsable(flow.graph, components);
    const credentials = credentialsOf(flow.graph);
    assertCredentialsExist(flow.graph, await existingCredentials(db, credentials));
    try {
      await replaceIncluded(db, flow.id, components);
      await replaceCredentials(db, flow.id, credentials);
    } catch (error) {
      if (!violatesReference(error)) throw error;
      const detail =
        'A component of the flow, its OAuth client or a credential was just deleted. Reload the flow and try again.';
      throw new AppError('conflict', detail, { source: { pointer: '/data/attributes/graph' } });
    }
  }

  return {
    list: {
      name: 'flows.list',
      permission: 'tenants.flows.get',
      writes: false,
      run: ({ db }, { query }) => listFlows(db, query.filter, pageOf(query)),
    },
    get: {
      name: 'flows.get',
      permission: 'tenants.flows.get',
      writes: false,
      run: async ({ db }, { params }) => found(await findFlow(db, params['id']!)),
    },
    create: {
      name: 'flows.create',
      permission: 'tenants.flows.create',
      schema: 'flow.create',
      writes: true,
      async run({ db, actor, now }, { document }) {
        const { graph = EMPTY_GRAPH, ...attributes } = document.data.attributes;
        const { target_authorization: _, target_client_key: __, ...given } = attributes;
        assertValidGraph(graph);
        const id = newId();
        const stamps = { version: 1, created_at: now, updated_at: now, created_by: actor.id };
        const flow: Flow = {
          ...WRITTEN.flow.defaults,
          ...NO_TARGET,
          ...given,
          ...(await readTarget(db, { id, ...NO_TARGET }, attributes, now)),
          tenant_id: db.tenantId,
          id,
          target_gone_at: null,
          order_setting: orderSettingOf(given.delivery ?? null),
          graph,
          ...stamps,
        };
        if (flow.target_url !== null) assertAllowed(flow.target_url, TARGET);
        assertSentToItsTarget(flow, undefined, Object.keys(attributes));
        assertUsesTls(flow);
        if (flow.delivery !== null) assertValidDelivery(flow.delivery);
        await insertFlow(db, flow);
        await storeReferences(db, flow);
        return flow;
      },
      audit: entry,
    },
    update: {
      name: 'flows.update',
      permission: 'tenants.flows.edit',
      schema: 'flow.update',
      writes: true,
      async run({ db, now }, { params, document, ifMatch }) {
        const flow = found(await lockFlow(db, params['id']!));
        assertUnchanged(flow, ifMatch);
        const attributes = document.data.attributes ?? {};
        const { target_authorization: _, target_client_key: __, ...changes } = attributes;
        const { target_url } = changes;
        if (target_url !== undefined && target_url !== null) assertAllowed(target_url, TARGET);
        const changed = {
          ...flow,
          ...changes,
          ...(await readTarget(db, flow, attributes, now)),
          version: flow.version + 1,
          updated_at: now,
        };
        // Setting target_url, even to the same URL, resumes deliveries to a target that was gone.
        if (target_url !== undefined) changed.target_gone_at = null;
        assertSentToItsTarget(changed, flow, Object.keys(attributes));
        assertUsesTls(changed);
        if (changes.delivery) assertValidDelivery(changes.delivery);
        changed.order_setting = orderSettingOf(changed.delivery);
        if (changes.graph !== undefined) {
          assertValidGraph(changes.graph);
          await storeReferences(db, changed);
        }
        await updateFlow(db, changed);
        return changed;
      },
      audit: entry,
    },
    remove: {
      name: 'flows.delete',
      permission: 'tenants.flows.delete',
      writes: true,
      async run({ db }, { params, ifMatch }) {
        const flow = found(await lockFlow(db, params['id']!));
        assertUnchanged(flow, ifMatch);
        await removeFlow(db, flow.id).catch((error: unknown) => {
          if (!violatesReference(error)) throw error;
          const detail =
            'A webhook starts this flow. Delete the webhook, or choose other flows for it first.';
          throw new AppError('flow_in_use', detail);
        });
      },
      audit: (_, { params }) => ({ type: 'flow', id: params['id']! }),
    },
  };
}

function entry(flow: Flow) {
  return { type: 'flow', id: flow.id, details: { name: flow.name, status: flow.status } };
}

function found(flow: Flow | undefined): Flow {
  if (flow === undefined) throw notFound('flow');
  return flow;
}
