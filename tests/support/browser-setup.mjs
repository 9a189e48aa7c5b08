import { buildProgram, programFolder } from '../../scripts/build-program.mjs';
import { serveChromium } from './chromium.mjs';
import prepareContractCoverage from './contract-setup.mjs';

/** @type {import('playwright-core').BrowserServer | undefined} */
let server;

/** Prepares what the browser suites share before jest starts its workers: the built program and Chromium. */
export default async function prepareBrowserSuites() {
  prepareContractCoverage();
  [server] = await Promise.all([serveChromium(), buildProgram(programFolder())]);
  process.env.TEST_BROWSER_URL = server.wsEndpoint();
}

export async function stopBrowser() {
  await server?.close();
}
