import type { FlowGraph } from './flow-record.ts';

/** A graph with numbered nodes, so that tenants' node names are never used as keys. */
export interface NumberedGraph {
  count: number;
  /** Edges as pairs of node numbers, without duplicates. */
  edges: readonly (readonly [from: number, to: number])[];
}

export function numbered({ nodes, edges }: FlowGraph): NumberedGraph {
  const numbers = new Map(nodes.map(({ id }, index) => [id, index]));
  const pairs = new Map<string, readonly [number, number]>();
  for (const { source, target } of edges) {
    const [from, to] = [numbers.get(source), numbers.get(target)];
    if (from !== undefined && to !== undefined) pairs.set(`${from} ${to}`, [from, to]);
  }
  return { count: nodes.length, edges: [...pairs.values()] };
}

/** The rank of each node: the length of the longest path to it. Back edges, which close a cycle, are ignored. */
export function ranksOf({ count, edges }: NumberedGraph): number[] {
  const next: number[][] = Array.from({ length: count }, () => []);
  const hasSource = new Set<number>();
  for (const [from, to] of edges) {
    next[from]!.push(to);
    hasSource.add(to);
  }
  const all = Array.from({ length: count }, (_, node) => node);
  const ranks = all.map(() => 0);
  // Nodes without an entry point are inside a cycle and come last.
  const { order, back } = walk(next, [...all.filter((node) => !hasSource.has(node)), ...all]);
  for (const from of order)
    for (const to of next[from]!)
      if (!back.has(`${from} ${to}`)) ranks[to] = Math.max(ranks[to]!, ranks[from]! + 1);
  return ranks;
}

/** A depth-first search without recursion. @returns the nodes in topological order, and the back edges */
function walk(next: readonly number[][], beginnings: readonly number[]) {
  const state = next.map((): 'new' | 'open' | 'done' => 'new');
  const order: number[] = [];
  const back = new Set<string>();
  for (const beginning of beginnings) {
    if (state[beginning] !== 'new') continue;
    const path = [{ node: beginning, at: 0 }];
    state[beginning] = 'open';
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const to = next[top.node]![top.at++];
      if (to === undefined) {
        state[top.node] = 'done';
        order.unshift(top.node);
        path.pop();
      } else if (state[to] === 'open') back.add(`${top.node} ${to}`);
      else if (state[to] === 'new') {
        state[to] = 'open';
        path.push({ node: to, at: 0 });
      }
    }
  }
  return { order, back };
}
