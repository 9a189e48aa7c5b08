import { startConsole, type ConsoleUnderTest, type Visit } from './console.ts';

let console_: ConsoleUnderTest;
let owner: string;
let visit: Visit;
beforeAll(async () => {
  console_ = await startConsole();
  owner = await console_.user('owner');
  await console_.api('POST', 'flows', { data: { type: 'flow', attributes: { name: 'Orders' } } });
});
afterAll(() => console_.close());

beforeEach(async () => {
  visit = await console_.open();
});
afterEach(async () => {
  await visit.context.close();
  expect(visit.faults).toEqual([]);
});

const menu = (name: string) => visit.page.getByRole('navigation').getByText(name, { exact: true });

const flows = () => `/console/${console_.tenantId}/flows`;

test('a row can be opened with the keyboard', async () => {
  await visit.signIn(owner, flows());
  await visit.page.getByRole('link', { name: 'Orders' }).waitFor();
  const focused = () =>
    visit.page.evaluate<string>(
      '`${document.activeElement.tagName} ${document.activeElement.innerText.trim()}`',
    );
  for (let step = 0; step < 60 && (await focused()) !== 'A Orders'; step += 1)
    await visit.page.keyboard.press('Tab');
  expect(await focused()).toBe('A Orders');
  await visit.page.keyboard.press('Enter');
  await visit.page.getByRole('heading', { level: 1, name: 'Orders' }).waitFor();
});

test('a row is a link to its page, which can be opened in another tab', async () => {
  await visit.signIn(owner, flows());
  const link = visit.page.getByRole('link', { name: 'Orders' });
  await link.waitFor();
  await visit.page.waitForLoadState('networkidle');
  // The console must leave the click to the browser, which then opens the tab.
  await visit.page.evaluate(`globalThis.clicked = new Promise((resolve) => {
    const look = ({ target, defaultPrevented }) =>
      resolve({ href: target.closest('a')?.href, isHandled: defaultPrevented });
    addEventListener('click', (event) => setTimeout(look, 0, event), { capture: true });
  }); undefined`);
  await link.click({ modifiers: ['ControlOrMeta'] });
  const { href, isHandled } = await visit.page.evaluate<{ href: string; isHandled: boolean }>('clicked');
  expect([href, isHandled]).toEqual([expect.stringMatching(/\/flows\/[0-9a-f-]+\/show$/), false]);
  expect(visit.page.url()).toMatch(/\/flows$/);
  const tab = await visit.context.newPage();
  await tab.goto(href);
  await tab.getByRole('heading', { level: 1, name: 'Orders' }).waitFor();
});

test('a list that cannot be loaded says so, is not shown as empty, and recovers by itself', async () => {
  await visit.signIn(owner, `/console/${console_.tenantId}/components`);
  let broken = true;
  await visit.page.route(/\/flows\?/, (route) =>
    broken ? route.fulfill({ status: 503, body: '' }) : route.continue(),
  );
  await menu('Flows').click();
  const alert = visit.page.getByRole('alert').filter({ hasText: 'This list could not be loaded.' });
  await alert.waitFor();
  await alert.getByRole('button', { name: 'Retry' }).waitFor();
  expect(await visit.page.getByText(/No flows|There are no flows/i).count()).toBe(0);
  broken = false;
  await visit.page.getByRole('link', { name: 'Orders' }).waitFor();
  expect(await alert.count()).toBe(0);
});

test('after a failed creation the input is kept, and leaving asks for confirmation', async () => {
  await visit.signIn(owner, `${flows()}/create`);
  await visit.page.route(/\/flows$/, (route) =>
    route.request().method() === 'POST' ? route.fulfill({ status: 503, body: '' }) : route.continue(),
  );
  const name = visit.page.getByRole('textbox', { name: 'Name' });
  await name.fill('Invoices');
  await visit.page.getByRole('button', { name: 'Create' }).click();
  await visit.page.getByText('Invalid response').first().waitFor();
  expect(await name.inputValue()).toBe('Invoices');
  const asked = visit.page.waitForEvent('dialog').then((dialog) => dialog.dismiss());
  await menu('Components').click();
  await asked;
  expect(await name.inputValue()).toBe('Invoices');
});

test('a filter that is still pending does not lead back to its list after the user has left', async () => {
  const { page, context } = visit;
  await visit.signIn(owner, `/console/${console_.tenantId}/users`);
  await page.getByLabel('Exact email address').fill('somebody@acme.test');
  // As slow as an old phone, so that rendering lags behind.
  const debug = await context.newCDPSession(page);
  await debug.send('Emulation.setCPUThrottlingRate', { rate: 6 });
  await page.getByRole('link', { name: 'Components', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'Components' }).waitFor();
  await page.waitForLoadState('networkidle');
  expect(new URL(page.url()).pathname).toBe(`/console/${console_.tenantId}/components`);
});
