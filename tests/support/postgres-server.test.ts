import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { startPostgres } from './postgres-server.mjs';

async function query(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

test('a killed server can be restarted at the same URL with every committed row', async () => {
  const server = await startPostgres({ fsync: true });
  try {
    await query(server.url, 'CREATE TABLE kept (n int)');
    await query(server.url, 'INSERT INTO kept VALUES (7)');
    const { pid } = server;
    await server.kill('SIGKILL');
    await expect(query(server.url, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
    await server.restart();
    expect(server.pid).not.toBe(pid);
    expect(await query(server.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
  } finally {
    await server.stop();
  }
});

test('a server stops when its owner is killed, and leaves no files behind', async () => {
  const module = fileURLToPath(new URL('postgres-server.mjs', import.meta.url));
  const program = `
    import { startPostgres } from ${JSON.stringify(module)};
    import pg from ${JSON.stringify(fileURLToPath(import.meta.resolve('pg')))};
    const { url } = await startPostgres();
    const client = new pg.Client(url);
    await client.connect();
    const { rows } = await client.query('SHOW data_directory');
    console.log(JSON.stringify({ url, data: rows[0].data_directory }));
    setInterval(() => {}, 1000);`;
  const owner = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(owner.stdout, 'data')) as [Buffer];
  const { url, data } = JSON.parse(line.toString()) as { url: string; data: string };
  expect(existsSync(data)).toBe(true);

  owner.kill('SIGKILL');
  await once(owner, 'exit');
  const deadline = Date.now() + 20_000;
  while (existsSync(data) && Date.now() < deadline) await delay(50);
  expect(existsSync(data)).toBe(false);
  await expect(query(url, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
});
