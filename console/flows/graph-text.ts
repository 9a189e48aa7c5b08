import type { FlowGraph } from './flow-record.ts';

/** Undefined if the text is not a graph. */
export function readGraph(text: string): FlowGraph | undefined {
  try {
    const { nodes, edges } = JSON.parse(text) as FlowGraph;
    return Array.isArray(nodes) && Array.isArray(edges) ? { nodes, edges } : undefined;
  } catch {
    return undefined;
  }
}

/** The new step follows the last one. */
export function withStep({ nodes, edges }: FlowGraph, component_id: string): FlowGraph {
  let number = nodes.length + 1;
  while (nodes.some(({ id }) => id === `step_${number}`)) number += 1;
  const id = `step_${number}`;
  const before = nodes.at(-1);
  return {
    nodes: [...nodes, { id, component_id }],
    edges: before === undefined ? edges : [...edges, { source: before.id, target: id }],
  };
}

/** Sets or removes the credential of a step. */
export function withCredential(
  { nodes, edges }: FlowGraph,
  step: string,
  credential: string | null,
): FlowGraph {
  const changed = nodes.map((node) => {
    if (node.id !== step) return node;
    const { credentials_id: _, ...others } = node;
    return credential === null ? others : { ...others, credentials_id: credential };
  });
  return { nodes: changed, edges };
}

/** The format of the text in the form. */
export function writeGraph(graph: FlowGraph): string {
  return JSON.stringify(graph, null, 2);
}
