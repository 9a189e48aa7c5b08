import { BOX, pictureOf, type Picture } from '../../console/flows/graph-layout.ts';
import { numbered, ranksOf } from '../../console/flows/ranks.ts';

const graphOf = (count: number, edges: readonly (readonly [number, number])[]) => ({
  nodes: Array.from({ length: count }, (_, index) => ({ id: `node ${index}`, component_id: 'c' })),
  edges: edges.map(([from, to]) => ({ source: `node ${from}`, target: `node ${to}` })),
});

const chain = (count: number) => Array.from({ length: count - 1 }, (_, at) => [at, at + 1] as const);

/** Pairs of boxes of which one lies on the other. */
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

test('what comes later is further to the right, and nothing lies on anything else', () => {
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
  ['a circle', graphOf(3, [...chain(3), [2, 0]])],
  ['a node that leads to itself', graphOf(2, [...chain(2), [0, 0]])],
  ['nodes without arrows', graphOf(5, [])],
  ['the same arrow twice', graphOf(2, [...chain(2), ...chain(2)])],
  ['two hundred in a row, and back', graphOf(200, [...chain(200), [199, 0]])],
  [
    'two thousand arrows among five hundred',
    graphOf(
      500,
      Array.from({ length: 2000 }, (_, at) => [(at * 7919) % 500, (at * 104_729) % 500] as const),
    ),
  ],
])('%s is drawn, each box by itself', (_, graph) => {
  const picture = pictureOf(graph);
  expect(picture.boxes).toHaveLength(graph.nodes.length);
  expectWhole(picture);
});

test('names that mean something to a program are names of nodes', () => {
  const ids = ['__proto__', 'constructor', 'toString'];
  const picture = pictureOf({
    nodes: ids.map((id) => ({ id, component_id: 'c' })),
    edges: [{ source: '__proto__', target: 'constructor' }],
  });
  expect(picture.boxes).toHaveLength(3);
  expect(picture.arrows).toHaveLength(1);
});

test('the rank of a node is the longest way to it, and what leads back does not count', () => {
  const graph = graphOf(4, [
    [0, 1],
    [1, 2],
    [0, 2],
    [2, 1],
    [2, 3],
  ]);
  expect(ranksOf(numbered(graph))).toEqual([0, 1, 2, 3]);
});
