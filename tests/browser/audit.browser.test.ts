import { startConsole, type ConsoleUnderTest } from './console.ts';
import type { Visit } from './visit.ts';

const HOSTILE = '<script>alert(1)</script>';
/** Many times more than fits on a page. */
const MANY = 2_000;
const AT_ONCE = 20;

let console_: ConsoleUnderTest;
let owner: string;
let visit: Visit;
beforeAll(async () => {
  console_ = await startConsole();
  owner = await console_.user('owner');
});
afterAll(() => console_.close());

beforeEach(async () => {
  visit = await console_.open();
});
afterEach(async () => {
  await visit.context.close();
  expect(visit.faults).toEqual([]);
});

const role = (name: string) =>
  console_.api('POST', 'roles', { data: { type: 'role', attributes: { name, permissions: [] } } });

const entries = () =>
  visit.page.getByRole('list', { name: 'Audit log entries, newest first' }).locator('> li');

/** Counts the requests that check for new entries. */
function countChecks(): () => number {
  let count = 0;
  visit.page.on('request', (request) => {
    const { searchParams } = new URL(request.url());
    if (searchParams.get('fields[audit-event]') === 'created_at') count += 1;
  });
  return () => count;
}

test('an entry is a sentence with links, with details on demand', async () => {
  const { page } = visit;
  const { id } = await role(HOSTILE);
  await visit.signIn(owner, `/console/${console_.tenantId}/audit-events`);
  const entry = entries().first();
  await entry.getByText(`founder@acme.test created the role ${HOSTILE}`).waitFor();
  await entry.getByRole('button', { name: 'Details' }).click();
  await entry.getByText('roles.create', { exact: true }).waitFor();
  await entry.getByText('API key').waitFor();
  await entry.getByText('Request ID', { exact: true }).waitFor();
  await entry.getByText(id, { exact: true }).waitFor();
  await visit.picture('audit-details');
  expect(await visit.axe()).toEqual([]);
  await entry.getByRole('link', { name: HOSTILE }).click();
  await page.getByRole('heading', { level: 1, name: HOSTILE }).waitFor();
  await page.goBack();
  await entries().first().getByRole('time').click();
  await page.getByRole('link', { name: 'All entries about this resource' }).waitFor();
  expect(page.url()).toMatch(/audit-events\/[0-9a-f-]+\/show/);
});

test('new entries are announced, and shown on request', async () => {
  const { page } = visit;
  const checks = countChecks();
  await page.clock.install();
  await visit.signIn(owner, `/console/${console_.tenantId}/audit-events`);
  await entries().first().waitFor();
  const newest = await entries().first().innerText();
  await role('made elsewhere');
  await role('made elsewhere as well');
  await page.clock.fastForward(11_000);
  const announced = page.getByRole('status').getByRole('button', { name: '2 new entries' });
  await announced.waitFor();
  expect(await entries().first().innerText()).toBe(newest);
  await announced.click();
  await entries().first().getByText('made elsewhere as well').waitFor();
  await announced.waitFor({ state: 'detached' });

  // What the user does in the console is logged as well, as done in the console.
  await visit.go('roles/create');
  await page.getByRole('textbox', { name: 'Name' }).fill('made here');
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByRole('heading', { level: 1, name: /made here/ }).waitFor();
  await visit.go('audit-events');
  await entries().first().getByRole('button', { name: 'Details' }).click();
  await entries().first().getByText('Console', { exact: true }).waitFor();
  expect(checks()).toBeGreaterThan(0);
});

test('only the first page checks for new entries', async () => {
  const { page } = visit;
  const checks = countChecks();
  await page.clock.install();
  await visit.signIn(owner, `/console/${console_.tenantId}/audit-events?perPage=2&page=2`);
  await entries().first().waitFor();
  await page.clock.fastForward(60_000);
  await entries().first().getByRole('button', { name: 'Details' }).click();
  await entries().first().getByText('Request ID').waitFor();
  expect(checks()).toBe(0);
});

test('the log is filtered by action, actor and resource, and the URL keeps the filters', async () => {
  const { page } = visit;
  const { id } = await role('asked for');
  const person = await console_.user('admin');
  await console_.api('PATCH', `roles/${id}`, {
    data: { type: 'role', id, attributes: { description: 'changed' } },
  });
  await visit.signIn(person, `/console/${console_.tenantId}/audit-events`);
  await page.getByRole('combobox', { name: 'Action' }).click();
  await page.getByRole('option', { name: 'updated the role' }).click();
  await entries().getByText('founder@acme.test updated the role asked for').first().waitFor();
  await page.getByRole('searchbox', { name: 'Resource ID' }).fill(id);
  await page.getByRole('searchbox', { name: 'Resource ID' }).press('Enter');
  // This also works if the first filter is still loading when the second one is set.
  await page.waitForURL(({ search }) => search.includes(id) && search.includes('roles.update'));
  await waitForCount(1);
  await page.reload();
  await waitForCount(1);
  await page.getByRole('combobox', { name: 'Action' }).click();
  await page.getByRole('option', { name: 'Any action' }).click();
  await waitForCount(2);
  await page.getByRole('combobox', { name: 'Actor' }).click();
  await page.getByRole('option', { name: person }).click();
  await page.getByText('No matching entries').waitFor();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await entries().nth(3).waitFor();

  async function waitForCount(count: number) {
    await entries()
      .nth(count - 1)
      .waitFor();
    await entries().nth(count).waitFor({ state: 'detached' });
  }
});

test('a log of thousands of entries shows fifty on a page', async () => {
  const { page } = visit;
  const { id } = await role('busy');
  for (let done = 0; done < MANY; done += AT_ONCE) {
    await Promise.all(
      Array.from({ length: AT_ONCE }, (_, index) =>
        console_.api('PATCH', `roles/${id}`, {
          data: { type: 'role', id, attributes: { description: `Number ${done + index}` } },
        }),
      ),
    );
  }
  await visit.signIn(owner, `/console/${console_.tenantId}/audit-events`);
  await entries().nth(49).waitFor();
  expect(await entries().count()).toBe(50);
  // The time of an entry links to that entry only.
  const shown = () =>
    entries()
      .locator('a:has(time)')
      .evaluateAll((links) => links.map((link) => (link as unknown as { href: string }).href));
  const first = await shown();
  await page.getByRole('button', { name: /next page/i }).click();
  await page.waitForURL(/page=2/);
  await page.locator(`a[href$="${first[0]!.split('/').slice(-2).join('/')}"]`).waitFor({ state: 'detached' });
  const second = await shown();
  expect(second).toHaveLength(50);
  expect(second.filter((link) => first.includes(link))).toEqual([]);
});

test('users who may not read the audit log find it neither in the menu nor at its URLs', async () => {
  const { page } = visit;
  await role('only in the log');
  const { data } = (await console_.read('audit-events')) as { data: { id: string }[] };
  await visit.signIn(await console_.user('developer'));
  await page.getByRole('link', { name: 'Users' }).waitFor();
  expect(await page.getByRole('link', { name: 'Audit log' }).count()).toBe(0);
  for (const path of ['audit-events', `audit-events/${data[0]!.id}/show`]) {
    await visit.go(path);
    await page.getByText('Your role does not allow you to see “Audit log”.').waitFor();
    expect(await page.getByText('only in the log').count()).toBe(0);
  }
});

test('an entry shows the name of its resource, even if the entry itself does not contain it', async () => {
  const flow = await console_.api('POST', 'flows', {
    data: {
      type: 'flow',
      attributes: { name: 'Named flow', status: 'draft', graph: { nodes: [], edges: [] } },
    },
  });
  const { id } = await console_.api('POST', 'webhooks', {
    data: {
      type: 'webhook',
      attributes: { name: 'Named webhook', authentication: 'oauth2' },
      relationships: { flow: { data: { type: 'flow', id: flow.id } } },
    },
  });
  await console_.api('POST', `webhooks/${id}/signing-secrets`, {
    data: { type: 'signing-secret', attributes: { overlap: 0 } },
  });
  await visit.signIn(owner, `/console/${console_.tenantId}/audit-events`);
  await entries()
    .getByText('founder@acme.test rotated the signing secret of the webhook Named webhook')
    .waitFor();
  // Several entries may fall in the same minute.
  expect(await entries().first().getByRole('time').innerText()).toMatch(/\d\d:\d\d:\d\d/);
});
