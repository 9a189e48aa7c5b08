// How long somebody waits for a list in the console: 50 of a hundred OAuth clients, the floor, and 50 of 100,000. From
// the click, or from the address, until the rows are there and the page has nothing left to do.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { startChromium } from '../tests/support/chromium.mjs';
import { DATABASES, MASTER_KEY, withDatabases } from './databases.mjs';
import { figure, ratio } from './medians.mjs';
import { populate } from './populate.mjs';
import { pinning, startServer } from './processes.mjs';

const PASSWORD = 'correct horse battery staple';
const EMAIL = 'reader@acme.test';
const PROGRAM = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const [FEW, MANY] = [100, 100_000];

/** Of the page: 50 rows, other ones than before, and nothing running that would hold up a click. */
const interactive = (before) => `(async () => {
  const shown = () => [...document.querySelectorAll('tbody tr')].map(({ textContent }) => textContent);
  while (shown().length !== 50 || shown().join() === ${JSON.stringify(before)})
    await new Promise((next) => requestAnimationFrame(next));
  await new Promise((idle) => requestIdleCallback(idle));
  return shown().join();
})()`;

/** What somebody does, one after another. */
const STEPS = {
  'from its address': (page, list) => page.goto(list),
  'its second page': (page) => page.getByRole('button', { name: 'Go to page 2', exact: true }).click(),
  // The search waits for 300 ms in which nothing is typed.
  searched: (page) => page.getByRole('searchbox').fill('client-'),
  'sorted the other way': (page) => page.getByRole('button', { name: /client id/i }).click(),
};

export async function consoleLists({ rounds }) {
  console.log(`\nA list of OAuth clients in the console: ${rounds} rounds; ${pinning}\n`);
  const browser = await startChromium();
  try {
    await withDatabases(async (databases) => {
      for (const [dialect, name] of DATABASES) {
        const [few, many] = [
          await measure(browser, databases, dialect, FEW, rounds),
          await measure(browser, databases, dialect, MANY, rounds),
        ];
        for (const step of Object.keys(STEPS)) {
          const [floor, took] = [few, many].map((row) => `${Math.round(figure(row, step))} ms`.padStart(8));
          console.log(
            `  ${name.padEnd(10)}  ${step.padEnd(22)} of ${FEW} ${floor}   of ${MANY} ${took}   ${ratio(step, many, few).toFixed(2)}`,
          );
        }
      }
    });
  } finally {
    await browser.close();
  }
}

async function measure(browser, { newDatabase, settings }, dialect, clients, rounds) {
  const url = await newDatabase(dialect, `console_${clients}`);
  const { owners } = await populate({
    url,
    masterKey: MASTER_KEY,
    tenants: 1,
    components: clients,
    progress: () => {},
  });
  const environment = settings(url);
  await makeReader(owners[0], environment);
  const server = await startServer('../dist/cli/main.js', environment);
  try {
    const measured = [];
    for (let round = 0; round < rounds; round += 1)
      measured.push(await walk(browser, `http://localhost:${server.port}/console/${owners[0]}`));
    return { rounds: measured };
  } finally {
    await server.stop();
  }
}

/** Every step once, by somebody who has just signed in. @returns what each took, in milliseconds */
async function walk(browser, console_) {
  const page = await browser.newPage({ locale: 'en-GB', viewport: { width: 1280, height: 844 } });
  await page.goto(`${console_}/components`);
  await page.getByLabel('Email address').fill(EMAIL);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForLoadState('networkidle');
  const took = {};
  let shown = '';
  for (const [step, act] of Object.entries(STEPS)) {
    const begun = performance.now();
    await act(page, `${console_}/oauth-clients`);
    shown = await page.evaluate(interactive(shown));
    took[step] = performance.now() - begun;
  }
  await page.close();
  return took;
}

/** Somebody who signs in with a password and sees all that an admin sees. */
async function makeReader(tenant, environment) {
  const args = [
    'user',
    'create',
    '--tenant',
    tenant,
    '--email',
    EMAIL,
    '--role',
    'owner',
    '--password-stdin',
  ];
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    env: { ...process.env, ...environment },
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  child.stdin.end(`${PASSWORD}\n`);
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error('the reader could not be made');
}
