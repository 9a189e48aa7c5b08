import type { TestApp } from './app.ts';
import { tablesOf } from './direct-database.ts';

/** A statement that the database runs on its own, as if another process ran it at that moment. */
export interface Trigger {
  /** Such as `AFTER INSERT`. */
  on: string;
  table: string;
  /** About `NEW`. */
  condition: string;
  /** An SQL statement; if absent, the change fails. */
  statement?: string;
}

let triggers = 0;

/** Creates a trigger. @returns removes it */
export async function addTrigger(
  app: TestApp,
  { on, table, condition, statement }: Trigger,
): Promise<() => Promise<void>> {
  triggers += 1;
  const name = `test_trigger_${triggers}`;
  const sql = tablesOf(app);
  if (globalThis.TEST_DATABASE === 'sqlite') {
    const action = statement ?? "SELECT RAISE(ABORT, 'refused by a test')";
    await sql.raw(`CREATE TRIGGER ${name} ${on} ON ${table} WHEN ${condition} BEGIN ${action}; END`);
    return async () => void (await sql.raw(`DROP TRIGGER ${name}`));
  }
  const action = statement ?? "RAISE EXCEPTION 'refused by a test'";
  await sql.raw(
    `CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS
     $$ BEGIN IF ${condition} THEN ${action}; END IF; RETURN NEW; END $$`,
  );
  await sql.raw(`CREATE TRIGGER ${name} ${on} ON ${table} FOR EACH ROW EXECUTE FUNCTION ${name}()`);
  return async () => void (await sql.raw(`DROP FUNCTION ${name} CASCADE`));
}
