import prepareContractCoverage from './contract-setup.mjs';
import { startPostgres } from './postgres-server.mjs';

/** @type {import('./postgres-server.mjs').PostgresServer | undefined} */
let server;

/** Starts the one server of a test run; jest's workers, which are started later, inherit its address. */
export default async function startServer() {
  prepareContractCoverage();
  server = await startPostgres();
  process.env.TEST_POSTGRES_URL = server.url;
}

export async function stopServer() {
  await server?.stop();
}
