// Time until a list in the console can be used: 50 of 100,000 OAuth clients, compared with 50 of 100. Measured from the
// click, or from opening the page, until the rows are shown and the page is idle.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { startChromium } from '../tests/support/chromium.mjs';
import { DATABASES, MASTER_KEY, withDatabases } from './databases.mjs';
import { figure, ratio } from './medians.mjs';
import { populate } from './populate.mjs';
import { pinning, startServer } from './processes.mjs';

const PASSWORD = 'correct horse battery staple';
const EMAIL = 'owner@acme.test';
const PROGRAM = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const [FEW, MANY] = [100, 100_000];

/** Runs in the page: waits for 50 rows that differ from `before`, and until the page is idle. */
const interactive = (before) => `(async () => {
  const shown = () => [...document.querySelectorAll('tbody tr')].map(({ textContent }) => textContent);
  while (shown().length !== 50 || shown().join() === ${JSON.stringify(before)})
    await new Promise((next) => requestAnimationFrame(next));
  await new Promise((idle) => requestIdleCallback(idle));
  return shown().join();
})()`;

/** The measured steps, in order. */
const STEPS = {
  'first page': (page, list) => page.goto(list),
  'second page': (page) => page.getByRole('button', { name: 'Go to page 2', exact: true }).click(),
  // Search is debounced by 300 ms.
  search: (page) => page.getByRole('searchbox').fill('client-'),
  'reverse order': (page) => page.getByRole('button', { name: /client id/i }).click(),
};

export async function consoleLists({ rounds }) {
  console.log(`\nA list of OAuth clients in the console, milliseconds: ${rounds} rounds; ${pinning}\n`);
  const browser = await startChromium();
  try {
    await withDatabases(async (databases) => {
      for (const [dialect, name] of DATABASES) {
        const [few, many] = [
          await measure(browser, databases, dialect, FEW, rounds),
          await measure(browser, databases, dialect, MANY, rounds),
        ];
        for (const step of Object.keys(STEPS)) {
          const [baseline, median] = [few, many].map((row) =>
            String(Math.round(figure(row, step))).padStart(5),
          );
          console.log(
            `  ${name.padEnd(10)}  ${step.padEnd(14)} ${FEW} clients ${baseline}   ${MANY.toLocaleString('en')} clients ${median}   ratio ${ratio(step, many, few).toFixed(2)}`,
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
  await createOwner(owners[0], environment);
  const server = await startServer('../dist/cli/main.js', environment);
  try {
    const measured = [];
    for (let round = 0; round < rounds; round += 1)
      measured.push(await runSteps(browser, `http://localhost:${server.port}/console/${owners[0]}`));
    return { rounds: measured };
  } finally {
    await server.stop();
  }
}

/** Signs in and runs each step once. @returns the milliseconds that each took */
async function runSteps(browser, console_) {
  const page = await browser.newPage({ locale: 'en-GB', viewport: { width: 1280, height: 844 } });
  await page.goto(`${console_}/components`);
  await page.getByLabel('Email address').fill(EMAIL);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForLoadState('networkidle');
  const times = {};
  let shown = '';
  for (const [step, act] of Object.entries(STEPS)) {
    const start = performance.now();
    await act(page, `${console_}/oauth-clients`);
    shown = await page.evaluate(interactive(shown));
    times[step] = performance.now() - start;
  }
  await page.close();
  return times;
}

/** Creates a user with a password who can see everything. */
async function createOwner(tenant, environment) {
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
  if (code !== 0) throw new Error('the owner could not be created');
}
