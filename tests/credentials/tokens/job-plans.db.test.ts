import { startApp, type TestApp } from '../../support/app.ts';
import { planOf, queriesDuring } from '../../support/query-plans.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

/** PostgreSQL may choose another index of such a small table, but not for a time that it evaluates for every row. */
const SEARCH = { sqlite: /SEARCH.*connections_ends_index \(/, postgres: /Index Cond:.*ends_soon_from <= / };

test.each(['endConnections', 'noteEnds', 'countEnds'] as const)(
  '%s searches with an index for connections that end soon, not through all of them',
  async (job) => {
    const queries = await queriesDuring(app, () => app.platform.services.thirdParties[job]());
    const finding = queries.find(({ sql }) => sql.startsWith('select') && sql.includes('ends_soon_from'))!;
    expect(await planOf(app, finding)).toMatch(SEARCH[globalThis.TEST_DATABASE]);
  },
);

test('countEnds counts the lost connections in an index of them', async () => {
  const queries = await queriesDuring(app, () => app.platform.services.thirdParties.countEnds());
  const counting = queries.find(({ sql }) => sql.includes('needs_reauthorization'))!;
  expect(await planOf(app, counting)).toContain('connections_lost_index');
});
