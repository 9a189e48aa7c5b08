import prepareContractCoverage from './contract-setup.mjs';
import { startPostgres } from './postgres-server.mjs';

/** @type {import('./postgres-server.mjs').PostgresServer | undefined} */
let server;

/** Starts the server of a test run; jest's workers start later and inherit its URL. */
export default async function startServer() {
  prepareContractCoverage();
  server = await startPostgres();
  process.env.TEST_POSTGRES_URL = server.url;
}

export async function stopServer() {
  await server?.stop();
}
