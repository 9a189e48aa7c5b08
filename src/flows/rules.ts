import { isUsable, type Component } from '../components/index.ts';
import { AppError, combined } from '../errors.ts';
import { clientRequired, componentNotFound } from '../oauth-clients/index.ts';
import type { FlowGraph } from './store.ts';

const NODES = '/data/attributes/graph/nodes';
const EDGES = '/data/attributes/graph/edges';

/**
 * Checks that node IDs are unique and that edges connect existing nodes.
 * @throws AppError validation_failed with one error per problem
 */
export function assertValidGraph({ nodes, edges }: FlowGraph): void {
  const faults: AppError[] = [];
  const fault = (pointer: string, detail: string) =>
    faults.push(new AppError('validation_failed', detail, { source: { pointer } }));
  const ids = new Set<string>();
  nodes.forEach(({ id }, index) => {
    if (ids.has(id))
      fault(`${NODES}/${index}/id`, 'Another node in the graph has the same ID. Node IDs must be unique.');
    ids.add(id);
  });
  edges.forEach((edge, index) => {
    for (const end of ['source', 'target'] as const) {
      if (!ids.has(edge[end]))
        fault(`${EDGES}/${index}/${end}`, `${end} does not match the id of any node in the graph.`);
    }
  });
  if (faults.length > 0) throw combined(faults);
}

/**
 * Checks that every node has a component that is visible to the tenant and usable.
 * @throws AppError component_not_found, oauth_client_required
 */
export function assertComponentsUsable({ nodes }: FlowGraph, components: readonly Component[]): void {
  const pointerTo = (index: number) => `${NODES}/${index}/component_id`;
  const byId = new Map(components.map((component) => [component.id, component]));
  const unknown = nodes.flatMap(({ component_id }, index) => (byId.has(component_id) ? [] : [index]));
  if (unknown.length > 0) throw combined(unknown.map((index) => componentNotFound(pointerTo(index))));
  const withoutClient = nodes.flatMap(({ component_id }, index) =>
    isUsable(byId.get(component_id)!) ? [] : [index],
  );
  if (withoutClient.length > 0)
    throw combined(withoutClient.map((index) => clientRequired({ pointer: pointerTo(index) })));
}

/** The distinct credential IDs of a graph. */
export function credentialsOf({ nodes }: FlowGraph): string[] {
  return [...new Set(nodes.map((node) => node.credentials_id ?? null).filter((id) => id !== null))];
}

/** @throws AppError not_found with one error per node whose credential does not exist */
export function assertCredentialsExist({ nodes }: FlowGraph, existing: readonly string[]): void {
  const faults = nodes.flatMap(({ credentials_id: id }, index) =>
    id === undefined || id === null || existing.includes(id)
      ? []
      : [
          new AppError('not_found', 'This credential does not exist.', {
            source: { pointer: `${NODES}/${index}/credentials_id` },
          }),
        ],
  );
  if (faults.length > 0) throw combined(faults);
}
