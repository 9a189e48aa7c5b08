import { BOX, pictureOf, type Picture } from '../../console/flows/graph-layout.ts';
import { numbered, ranksOf } from '../../console/flows/ranks.ts';

const graphOf = (count: number, edges: readonly (readonly [number, number])[]) => ({
  nodes: Array.from({ length: count }, (_, index) => ({ id: `node ${index}`, component_id: 'c' })),
  edges: edges.map(([from, to]) => ({ source: `node ${from}`, target: `node ${to}` })),
});

const chain = (count: number) => Array.from({ length: count - 1 }, (_, at) => [at, at + 1] as const);

/** The number of boxes that overlap a later one. */
function overlaps({ boxes }: Picture): number {
  return boxes.filter((one, index) =>
    boxes.some(
      (other, at) =>
        at > index && Math.abs(one.x - other.x) < BOX.width && Math.abs(one.y - other.y) < BOX.height,
    ),
  ).length;
}

function expectWhole(picture: Picture): void {
  const right = picture.left + picture.width;
  const bottom = picture.top + picture.height;
  for (const { x, y } of [...picture.boxes, ...picture.arrows.flat()]) {
    expect(x >= picture.left && x <= right && y >= picture.top && y <= bottom).toBe(true);
  }
  expect(overlaps(picture)).toBe(0);
}

test('later nodes are further to the right, and no boxes overlap', () => {
  const picture = pictureOf(
    graphOf(4, [
      [0, 1],
      [0, 2],
      [1, 3],
      [2, 3],
    ]),
  );
  expect(picture.boxes[1]!.x).toBeGreaterThan(picture.boxes[0]!.x);
  expect(picture.boxes[3]!.x).toBeGreaterThan(picture.boxes[1]!.x);
  expectWhole(picture);
});

test.each([
  ['a cycle', graphOf(3, [...chain(3), [2, 0]])],
  ['a node with an edge to itself', graphOf(2, [...chain(2), [0, 0]])],
  ['nodes without edges', graphOf(5, [])],
  ['a duplicate edge', graphOf(2, [...chain(2), ...chain(2)])],
  ['a cycle of two hundred nodes', graphOf(200, [...chain(200), [199, 0]])],
  [
    'two thousand edges between five hundred nodes',
    graphOf(
      500,
      Array.from({ length: 2000 }, (_, at) => [(at * 7919) % 500, (at * 104_729) % 500] as const),
    ),
  ],
])('%s is drawn without overlapping boxes', (_, graph) => {
  const picture = pictureOf(graph);
  expect(picture.boxes).toHaveLength(graph.nodes.length);
  expectWhole(picture);
});

test('nodes can have the names of built-in properties', () => {
  const ids = ['__proto__', 'constructor', 'toString'];
  const picture = pictureOf({
    nodes: ids.map((id) => ({ id, component_id: 'c' })),
    edges: [{ source: '__proto__', target: 'constructor' }],
  });
  expect(picture.boxes).toHaveLength(3);
  expect(picture.arrows).toHaveLength(1);
});

test('the rank of a node is the longest path to it, ignoring edges that lead back', () => {
  const graph = graphOf(4, [
    [0, 1],
    [1, 2],
    [0, 2],
    [2, 1],
    [2, 3],
  ]);
  expect(ranksOf(numbered(graph))).toEqual([0, 1, 2, 3]);
});
