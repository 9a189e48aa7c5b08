import { rawDb } from '../../src/db/raw.ts';
import type { TestApp } from './app.ts';

export interface SeenQuery {
  sql: string;
  bindings: unknown[];
}

/** The queries that the app sends to its database while `work` runs. */
export async function queriesDuring(app: TestApp, work: () => Promise<unknown>): Promise<SeenQuery[]> {
  const knex = rawDb(app.platform.services.database).sql;
  const seen: SeenQuery[] = [];
  const note = (query: SeenQuery) => seen.push(query);
  knex.on('query', note);
  await work();
  knex.off('query', note);
  return seen;
}

/** The database's plan for a query. */
export async function planOf(app: TestApp, { sql, bindings }: SeenQuery): Promise<string> {
  const { sql: knex, dialect } = rawDb(app.platform.services.database);
  const text = sql.replaceAll(/\$\d+/g, '?');
  if (dialect === 'sqlite') {
    const steps = (await knex.raw(`EXPLAIN QUERY PLAN ${text}`, bindings as never)) as { detail: string }[];
    return steps.map(({ detail }) => detail).join('\n');
  }
  return knex.transaction(async (transaction) => {
    // With so few rows PostgreSQL would sort in any case.
    await transaction.raw('SET LOCAL enable_sort = off');
    await transaction.raw('SET LOCAL enable_seqscan = off');
    const { rows } = await transaction.raw(`EXPLAIN ${text}`, bindings as never);
    return (rows as Record<string, string>[]).map((row) => row['QUERY PLAN']).join('\n');
  });
}
