import { createBatcher } from '../../src/db/index.ts';

/** A store whose queries wait until the test releases them. */
function slowStore(rows: Map<string, string>) {
  const queries: { keys: string[]; release(error?: Error): void }[] = [];
  const load = (keys: string[]) =>
    new Promise<(string | undefined)[]>((resolve, reject) => {
      const release = (error?: Error) =>
        error === undefined ? resolve(keys.map((key) => rows.get(key))) : reject(error);
      queries.push({ keys, release });
    });
  return { queries, load };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('concurrent lookups share a query, and each gets its own result', async () => {
  const { queries, load } = slowStore(
    new Map([
      ['a', 'A'],
      ['b', 'B'],
    ]),
  );
  const lookUp = createBatcher(load);
  const answers = Promise.all([lookUp('b'), lookUp('none'), lookUp('a'), lookUp('b')]);
  await turn();
  expect(queries.map(({ keys }) => keys)).toEqual([['b', 'none', 'a', 'b']]);
  queries[0]!.release();
  expect(await answers).toEqual(['B', undefined, 'A', 'B']);
});

test('a lookup never gets the result of a query that started before it', async () => {
  const rows = new Map<string, string>();
  const { queries, load } = slowStore(rows);
  const lookUp = createBatcher(load);
  const early = lookUp('a');
  await turn();
  rows.set('a', 'committed meanwhile');
  const late = lookUp('a');
  await turn();
  expect(queries).toHaveLength(2);
  queries[1]!.release();
  expect(await late).toBe('committed meanwhile');
  queries[0]!.release();
  await early;
});

test('a failing query fails only its own lookups', async () => {
  const { queries, load } = slowStore(new Map([['b', 'B']]));
  const lookUp = createBatcher(load);
  const first = lookUp('a');
  await turn();
  const second = lookUp('b');
  await turn();
  queries[0]!.release(new Error('away'));
  await expect(first).rejects.toThrow('away');
  queries[1]!.release();
  expect(await second).toBe('B');
});

test('lookups wait for the next query while two are running', async () => {
  const { queries, load } = slowStore(new Map());
  const lookUp = createBatcher(load);
  const all: Promise<unknown>[] = [];
  for (let moment = 0; moment < 5; moment += 1) {
    all.push(lookUp(`key ${moment}`));
    await turn();
  }
  expect(queries.map(({ keys }) => keys)).toEqual([['key 0'], ['key 1']]);
  queries[0]!.release();
  await all[0];
  await turn();
  expect(queries[2]!.keys).toEqual(['key 2', 'key 3', 'key 4']);
  queries[1]!.release();
  queries[2]!.release();
  await Promise.all(all);
});
