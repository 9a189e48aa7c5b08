import type { Component } from '../components/index.ts';
import { isUsable } from '../components/index.ts';
import { AppError, combined } from '../errors.ts';
import type { FlowGraph } from './store.ts';

const NODES = '/data/attributes/graph/nodes';
const EDGES = '/data/attributes/graph/edges';

/**
 * A graph's nodes have ids of their own, and its edges join nodes that are there.
 * @throws AppError validation_failed with one fault per error
 */
export function assertGraphHolds({ nodes, edges }: FlowGraph): void {
  const faults: AppError[] = [];
  const fault = (pointer: string, detail: string) =>
    faults.push(new AppError('validation_failed', detail, { source: { pointer } }));
  const ids = new Set<string>();
  nodes.forEach(({ id }, index) => {
    if (ids.has(id)) fault(`${NODES}/${index}/id`, 'Another node of the graph has this id.');
    ids.add(id);
  });
  edges.forEach((edge, index) => {
    for (const end of ['source', 'target'] as const) {
      if (!ids.has(edge[end])) fault(`${EDGES}/${index}/${end}`, 'The graph has no node of this id.');
    }
  });
  if (faults.length > 0) throw combined(faults);
}

/**
 * Every node names a component that the tenant sees and may use.
 * @throws AppError component_not_found, oauth_client_required
 */
export function assertComponentsUsable({ nodes }: FlowGraph, components: readonly Component[]): void {
  const byId = new Map(components.map((component) => [component.id, component]));
  const unknown = nodes.flatMap(({ component_id }, index) => (byId.has(component_id) ? [] : [index]));
  if (unknown.length > 0) {
    throw combined(
      unknown.map(
        (index) =>
          new AppError(
            'component_not_found',
            'There is no such component, or it is not visible to this tenant.',
            { source: { pointer: `${NODES}/${index}/component_id` } },
          ),
      ),
    );
  }
  const dry = nodes.flatMap(({ component_id }, index) => (isUsable(byId.get(component_id)!) ? [] : [index]));
  if (dry.length > 0) {
    throw combined(
      dry.map(
        (index) =>
          new AppError(
            'oauth_client_required',
            'The tenant has no OAuth client for this component yet. Create one first.',
            { source: { pointer: `${NODES}/${index}/component_id` } },
          ),
      ),
    );
  }
}

/** The credentials that a graph names, each once. */
export function credentialsOf({ nodes }: FlowGraph): string[] {
  return [...new Set(nodes.map((node) => node.credentials_id ?? null).filter((id) => id !== null))];
}

/** @throws AppError not_found with one fault per node that names a credential that the tenant does not have */
export function assertCredentialsThere({ nodes }: FlowGraph, existing: readonly string[]): void {
  const faults = nodes.flatMap(({ credentials_id: id }, index) =>
    id === undefined || id === null || existing.includes(id)
      ? []
      : [
          new AppError('not_found', 'There is no such credential.', {
            source: { pointer: `${NODES}/${index}/credentials_id` },
          }),
        ],
  );
  if (faults.length > 0) throw combined(faults);
}
