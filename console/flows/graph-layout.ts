import { Graph, layout } from '@dagrejs/dagre';
import type { FlowGraph } from './flow-record.ts';
import { numbered, ranksOf, type NumberedGraph } from './ranks.ts';

export const BOX = { width: 184, height: 56 };
const GAP = { across: 56, down: 24, margin: 16 };

/**
 * The limit for the careful layout, in boxes, arrows and bends. Its cost grows much faster than these, and it blocks
 * the page.
 */
const MAX_WORK = 1_500;

export interface Point {
  x: number;
  y: number;
}

/** The positions of everything in the picture of a graph. */
export interface Picture {
  left: number;
  top: number;
  width: number;
  height: number;
  /** The center of each node's box, in the order of the graph. */
  boxes: Point[];
  /** Each from the edge of one box to another's, through some points. */
  arrows: Point[][];
}

/** Lays out from left to right: carefully if that is fast enough, otherwise in plain columns. */
export function pictureOf(graph: FlowGraph): Picture {
  const plain = numbered(graph);
  const ranks = ranksOf(plain);
  const bends = plain.edges.reduce((sum, [from, to]) => sum + Math.abs(ranks[to]! - ranks[from]!), 0);
  const isMuch = plain.count + plain.edges.length + bends > MAX_WORK;
  return framed(isMuch ? inColumns(plain, ranks) : careful(plain));
}

type Places = Pick<Picture, 'boxes' | 'arrows'>;

function careful({ count, edges }: NumberedGraph): Places {
  const graph = new Graph();
  graph.setGraph({ rankdir: 'LR', nodesep: GAP.down, ranksep: GAP.across });
  for (let node = 0; node < count; node += 1) graph.setNode(String(node), { ...BOX });
  for (const [from, to] of edges) graph.setEdge(String(from), String(to), {});
  layout(graph);
  return {
    boxes: Array.from({ length: count }, (_, node) => graph.node(String(node)) as Point),
    arrows: edges.map(([from, to]) => (graph.edge(String(from), String(to)) as { points: Point[] }).points),
  };
}

function inColumns({ edges }: NumberedGraph, ranks: readonly number[]): Places {
  const filled: number[] = [];
  const boxes = ranks.map((rank) => {
    const row = (filled[rank] = (filled[rank] ?? -1) + 1);
    return { x: rank * (BOX.width + GAP.across), y: row * (BOX.height + GAP.down) };
  });
  return { boxes, arrows: edges.map(([from, to]) => between(boxes[from]!, boxes[to]!)) };
}

/** Back edges go around the outermost boxes. */
function framed({ boxes, arrows }: Places): Picture {
  const edges = boxes.flatMap(({ x, y }) => [
    { x: x - BOX.width / 2, y: y - BOX.height / 2 },
    { x: x + BOX.width / 2, y: y + BOX.height / 2 },
  ]);
  const frame = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (const { x, y } of [...edges, ...arrows.flat()]) {
    frame.left = Math.min(frame.left, x);
    frame.right = Math.max(frame.right, x);
    frame.top = Math.min(frame.top, y);
    frame.bottom = Math.max(frame.bottom, y);
  }
  return {
    boxes,
    arrows,
    left: frame.left - GAP.margin,
    top: frame.top - GAP.margin,
    width: frame.right - frame.left + 2 * GAP.margin,
    height: frame.bottom - frame.top + 2 * GAP.margin,
  };
}

/** From the right side of one box to the left side of the other. */
function between(from: Point, to: Point): Point[] {
  const [start, end] = [from.x + BOX.width / 2, to.x - BOX.width / 2];
  return [
    { x: start, y: from.y },
    { x: start + GAP.across / 4, y: from.y },
    { x: end - GAP.across / 4, y: to.y },
    { x: end, y: to.y },
  ];
}
