import { PIZZA_VAN, STOPWATCH } from '../support/app.ts';
import { until } from '../support/until.ts';
import { startConsole, type ConsoleUnderTest } from './console.ts';
import { GROUND, PASSWORD, leaveBy, type Visit } from './visit.ts';

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
  await visit.close();
  expect(visit.faults).toEqual([]);
});

const component = (descriptor: object) =>
  console_.api('POST', 'components', { data: { type: 'component', attributes: { descriptor } } });

const client = (componentId: string, client_id: string) =>
  console_.api('POST', 'oauth-clients', {
    data: {
      type: 'oauth-client',
      attributes: { client_id, client_secret: 's3cret' },
      relationships: { component: { data: { type: 'component', id: componentId } } },
    },
  });

/** The path of the list that most users start with. */
const components = () => `/console/${console_.tenantId}/components`;

const titled = (title: string) => ({ ...PIZZA_VAN, title });

test('signing in leads to the requested page', async () => {
  await visit.signIn(owner, `/console/${console_.tenantId}/oauth-clients`);
  await visit.page.getByRole('heading', { level: 1, name: 'OAuth clients' }).waitFor();
  expect(visit.page.url()).toContain(`/console/${console_.tenantId}/oauth-clients`);
});

test('signing in and opening the first list loads less than 450 KB, compressed', async () => {
  const sizes: number[] = [];
  const encodings = new Set<string | undefined>();
  visit.page.on('response', (answer) => {
    if (!answer.url().includes('/console/assets/')) return;
    sizes.push(Number(answer.headers()['content-length']));
    // Typefaces are compressed by themselves.
    if (!answer.url().endsWith('.woff2')) encodings.add(answer.headers()['content-encoding']);
  });
  await visit.signIn(owner, components());
  await visit.page.getByRole('heading', { level: 1, name: 'Components' }).waitFor();
  await visit.page.waitForLoadState('networkidle');
  expect([...encodings]).toEqual(['br']);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(450_000);
});

test('an empty list says what to do next', async () => {
  await visit.signIn(owner, components());
  await visit.page.getByText('No components yet').waitFor();
  await visit.page.getByRole('link', { name: 'Add component' }).click();
  await visit.page.getByRole('heading', { level: 1, name: 'Add component' }).waitFor();
});

test('a component is pasted, rejected with line numbers, fixed, and gets its OAuth client', async () => {
  const { page } = visit;
  await visit.signIn(owner, '/console');
  await visit.go('components/create');
  const text = page.getByRole('textbox', { name: 'component.json' });
  await text.fill('{\n  "title": "Post Office",\n  "useOAuthClient": true\n  "envVars": {}\n}');
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByText('Line 4: Comma expected.').first().waitFor();
  await text.fill('{\n  "title": "Post Office",\n  "useOAuthClient": "yes"\n}');
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByText(/^Line 3: .*useOAuthClient/).waitFor();
  await text.fill(JSON.stringify(titled('Post Office'), null, 2));
  await page.getByRole('button', { name: 'Create' }).click();

  await page.getByRole('link', { name: 'Add its OAuth client' }).click();
  await page.getByRole('heading', { level: 1, name: 'Add OAuth client' }).waitFor();
  await page.locator('[role=combobox][value="Post Office"]').waitFor();
  await page.getByRole('textbox', { name: 'Client ID' }).fill('post-1');
  await page.getByLabel('Client secret').fill('a secret that is never shown');
  await page.getByRole('button', { name: 'Create' }).click();
  const row = page.getByRole('row', { name: /Post Office/ });
  // The number of flows is loaded after the list.
  await row.getByText('No flow').waitFor();
  expect(await row.innerText()).toMatch(/post-1\s+Usable\s+No flow/);

  await leaveBy(row.getByText('post-1'));
  await page.getByRole('textbox', { name: 'Client ID' }).fill('post-2');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved', { exact: true }).waitFor();
  expect(await page.content()).not.toContain('a secret that is never shown');
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('button', { name: 'Delete permanently' }).click();
  await page.getByText('Deleted', { exact: true }).waitFor();
  // The form closes a moment later.
  await until(async () => (await page.getByText('post-2').count()) === 0 || undefined);
});

test('an error of the API is shown at its field', async () => {
  const { id } = await component(titled('Twice'));
  const { page } = visit;
  await visit.signIn(owner, '/console');
  await visit.go(`oauth-clients/create?component=${id}`);
  await page.getByRole('textbox', { name: 'Client ID' }).fill('x'.repeat(2_001));
  await page.getByLabel('Client secret').fill('s');
  await page.getByRole('button', { name: 'Create' }).click();
  const field = page.getByRole('textbox', { name: 'Client ID' });
  await page.locator('[aria-invalid=true]').first().waitFor();
  const described = await field.getAttribute('aria-describedby');
  expect(await page.locator(`[id="${described}"]`).innerText()).toMatch(/2000/);
  expect(await field.inputValue()).toHaveLength(2_001);
});

test('an OAuth client in use cannot be deleted, and the flows that use it are linked', async () => {
  const { id } = await component(titled('Used'));
  const { id: clientId } = await client(id, 'used-1');
  await console_.api('POST', 'flows', {
    data: {
      type: 'flow',
      attributes: { name: 'Orders by night', graph: { nodes: [{ id: 'a', component_id: id }], edges: [] } },
    },
  });
  const { page } = visit;
  await visit.signIn(owner, '/console');
  await visit.go(`oauth-clients/${clientId}`);
  await page.getByRole('button', { name: 'Delete' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Delete permanently' }).click();
  await dialog.getByText(/The client is in use: 1 flow includes its component/).waitFor();
  await dialog.getByRole('link', { name: 'Orders by night' }).click();
  await page.getByRole('heading', { level: 1, name: /Orders by night/ }).waitFor();
});

test('a conflicting change is shown, and the user’s input is kept', async () => {
  const { id } = await component(titled('Contested'));
  const { id: clientId } = await client(id, 'theirs-0');
  const { page } = visit;
  await visit.signIn(owner, '/console');
  await visit.go(`oauth-clients/${clientId}`);
  const field = page.getByRole('textbox', { name: 'Client ID' });
  await field.fill('mine-1');
  await console_.api('PATCH', `oauth-clients/${clientId}`, {
    data: { type: 'oauth-client', id: clientId, attributes: { client_id: 'theirs-1' } },
  });
  await page.getByRole('button', { name: 'Save' }).click();
  const dialog = page.getByRole('dialog', { name: 'Someone else changed this while you were editing' });
  await dialog.getByRole('cell', { name: 'theirs-1' }).waitFor();
  await visit.picture('conflict');
  expect(await visit.axe()).toEqual([]);
  await dialog.getByRole('button', { name: 'Keep editing' }).click();
  expect(await field.inputValue()).toBe('mine-1');
  await page.getByRole('button', { name: 'Save' }).click();
  await dialog.getByRole('button', { name: 'Overwrite' }).click();
  await page.getByText('Saved', { exact: true }).waitFor();
  expect((await console_.api('GET', `oauth-clients/${clientId}`)).attributes['client_id']).toBe('mine-1');
});

test('overwriting a conflicting change keeps its changes to other fields', async () => {
  const { id } = await console_.api('POST', 'flows', {
    data: {
      type: 'flow',
      attributes: { name: 'Orders', description: 'Once', graph: { nodes: [], edges: [] } },
    },
  });
  const { page } = visit;
  await visit.signIn(owner, '/console');
  await visit.go(`flows/${id}`);
  await page.getByRole('textbox', { name: 'Name' }).fill('Orders by day');
  await console_.api('PATCH', `flows/${id}`, {
    data: { type: 'flow', id, attributes: { description: 'Twice' } },
  });
  await page.getByRole('button', { name: 'Save' }).click();
  const dialog = page.getByRole('dialog', { name: 'Someone else changed this while you were editing' });
  await dialog.getByRole('cell', { name: 'Orders by day' }).waitFor();
  await dialog.getByRole('button', { name: 'Overwrite' }).click();
  await page.getByText('Saved', { exact: true }).waitFor();
  const { attributes } = await console_.api('GET', `flows/${id}`);
  expect([attributes['name'], attributes['description']]).toEqual(['Orders by day', 'Twice']);
});

test('leaving the form after a conflict asks for confirmation', async () => {
  const { id } = await component(titled('Left'));
  const { id: clientId } = await client(id, 'left-0');
  const { page } = visit;
  await visit.signIn(owner, '/console');
  await visit.go(`oauth-clients/${clientId}`);
  const field = page.getByRole('textbox', { name: 'Client ID' });
  await field.fill('mine-1');
  await console_.api('PATCH', `oauth-clients/${clientId}`, {
    data: { type: 'oauth-client', id: clientId, attributes: { client_id: 'theirs-1' } },
  });
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Keep editing' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await Promise.all([
    page.waitForEvent('dialog').then((dialog) => dialog.dismiss()),
    page.getByRole('link', { name: 'Flows', exact: true }).click(),
  ]);
  expect(await field.inputValue()).toBe('mine-1');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Overwrite' }).click();
  await page.getByText('Saved', { exact: true }).waitFor();
  await page.getByRole('link', { name: 'Flows', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'Flows' }).waitFor();
});

test('a form keeps its input when the session expires', async () => {
  const { id } = await component(titled('Interrupted'));
  const { page, context } = visit;
  await visit.signIn(owner, '/console');
  await visit.go(`oauth-clients/create?component=${id}`);
  await page.getByRole('textbox', { name: 'Client ID' }).fill('kept-1');
  await page.getByLabel('Client secret').fill('kept as well');
  await context.clearCookies();
  await page.getByRole('button', { name: 'Create' }).click();
  const dialog = page.getByRole('alertdialog', { name: 'Your session has expired' });
  await dialog.waitFor();
  await visit.picture('signed-out');
  expect(await visit.axe()).toEqual([]);

  const [another] = await Promise.all([
    context.waitForEvent('page'),
    dialog.getByRole('link', { name: 'Open sign-in page' }).click(),
  ]);
  await another.getByLabel('Email address').fill(owner);
  await another.getByLabel('Password').fill('correct horse battery staple');
  await another.getByRole('button', { name: 'Sign in' }).click();
  await another.getByRole('heading', { name: 'Signed in' }).waitFor();
  await another.close();
  await dialog.getByRole('button', { name: 'I’ve signed in' }).click();
  await page.getByRole('row', { name: /kept-1/ }).waitFor();
});

test('the page of a record that does not exist says so and links to the list', async () => {
  const gone = (await component(titled('Soon gone'))).id;
  await console_.api('DELETE', `components/${gone}`);
  const { page } = visit;
  await visit.signIn(owner, '/console');
  for (const [path, sentence, list] of [
    [`components/${gone}`, 'This component does not exist. It may have been deleted.', 'Components'],
    [`components/${gone}/show`, 'This component does not exist. It may have been deleted.', 'Components'],
    ['flows/mistyped/show', 'This flow does not exist. It may have been deleted.', 'Flows'],
    [`oauth-clients/${gone}`, 'This OAuth client does not exist. It may have been deleted.', 'OAuth clients'],
  ] as const) {
    await visit.go(path);
    const alert = page.getByRole('alert').filter({ hasText: sentence });
    await alert.waitFor();
    expect(await page.getByRole('alert').count()).toBe(1);
    await visit.picture('no-record');
    expect(await visit.axe()).toEqual([]);
    await alert.getByRole('link', { name: 'Back to list' }).click();
    await page.getByRole('heading', { level: 1, name: list, exact: true }).waitFor();
  }
});

test('actions that the user may not perform are not offered', async () => {
  const { id } = await component({ ...STOPWATCH, title: 'Only to look at' });
  const { page } = visit;
  await visit.signIn(await console_.user('viewer'), components());
  await page.getByRole('row', { name: /Only to look at/ }).waitFor();
  expect(await page.getByRole('link', { name: 'Add component' }).count()).toBe(0);
  await page.getByRole('cell', { name: 'Only to look at' }).click();
  await page.getByRole('heading', { level: 1, name: /Only to look at/ }).waitFor();
  expect(page.url()).toContain(`${id}/show`);
  expect(await page.getByRole('button', { name: /Save|Delete/ }).count()).toBe(0);
});

test('a user switches between tenants, and a link opens the tenant in its URL', async () => {
  const person = await console_.user('viewer');
  const other = await console_.tenant('Zebra', person);
  const { page } = visit;
  await visit.signIn(person, '/console');
  await page.getByRole('button', { name: 'Tenant: Acme' }).click();
  await page.getByRole('menuitem', { name: 'Zebra' }).click();
  await page.getByRole('button', { name: 'Tenant: Zebra' }).waitFor();
  await visit.go('components');
  await page.getByText('No components yet').waitFor();
  expect(new URL(page.url()).pathname).toContain(`/console/${other}`);
  await page.getByRole('button', { name: 'Tenant: Zebra' }).waitFor();
  await page.goto(`${console_.url}/console/${console_.tenantId}/flows`);
  await page.getByRole('button', { name: 'Tenant: Acme' }).waitFor();
  await page.goto(`${console_.url}/console/019395c8-5e6a-7c3e-9b1f-6a0f5c1d2e3f/flows`);
  await page.getByRole('heading', { name: 'You are not a user of this tenant' }).waitFor();
});

test('times are in the user’s time zone', async () => {
  await component({ ...STOPWATCH, title: 'Dated' });
  const { page } = visit;
  await visit.signIn(owner, components());
  const moment = page.getByRole('row', { name: /Dated/ }).getByRole('time');
  const at = new Date((await moment.getAttribute('datetime'))!);
  const hour = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Tokyo', timeStyle: 'short' }).format(at);
  expect(await moment.innerText()).toContain(hour);
});

test('signing out ends the session and leads to the sign-in page', async () => {
  const { page, context } = visit;
  await visit.signIn(owner, '/console');
  await page.getByRole('button', { name: `${owner}: account` }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  const cookies = await context.cookies();
  expect(cookies.filter(({ name }) => name === 'valetkey-session')).toEqual([]);
});

/** Signs out with the menu. */
async function signOut(email: string): Promise<void> {
  await visit.page.getByRole('button', { name: `${email}: account` }).click();
  await visit.page.getByRole('menuitem', { name: 'Sign out' }).click();
}

test('signing out also ends a session that was started in another window', async () => {
  const { page, context } = visit;
  await visit.signIn(owner, components());
  await page.getByText('Add component').first().waitFor();
  const another = await context.newPage();
  await another.goto(page.url());
  const before = await sessionOf(context);
  await another.evaluate(`fetch('/console/session').then(async (answer) => {
    const { csrf_token } = await answer.json();
    await fetch('/console/sign-out', { method: 'POST', headers: { 'X-CSRF-Token': csrf_token } });
  })`);
  await another.goto(`${console_.url}/login`);
  await another.getByLabel('Email address').fill(owner);
  await another.getByLabel('Password').fill(PASSWORD);
  await another.getByRole('button', { name: 'Sign in' }).click();
  await until(async () => ((await sessionOf(context)) ?? before) !== before || undefined);
  await another.close();
  await signOut(owner);
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  expect(await sessionOf(context)).toBeUndefined();
});

async function sessionOf(context: Visit['context']): Promise<string | undefined> {
  return (await context.cookies()).find(({ name }) => name === 'valetkey-session')?.value;
}

test('signing out while offline shows an error and can be retried', async () => {
  const { page, context } = visit;
  await visit.signIn(owner, components());
  await page.getByText('Add component').first().waitFor();
  await context.setOffline(true);
  await signOut(owner);
  await page.getByText(/^You may still be signed in/).waitFor();
  await context.setOffline(false);
  await signOut(owner);
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  expect(await sessionOf(context)).toBeUndefined();
});

/** Searches the users, then leaves the page. */
async function searchUsers(text: string): Promise<void> {
  const { page } = visit;
  await page.getByRole('link', { name: 'Users', exact: true }).click();
  await page.getByLabel('Exact email address').fill(text);
  const listed = page.waitForResponse((answer) => answer.url().includes(`=${text}`));
  await page.keyboard.press('Enter');
  // The URL changes before the list is rendered, and filters are only remembered once it has been.
  await listed;
  await page.getByRole('link', { name: 'Components', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'Components' }).waitFor();
}

/** The search of the user list when it is opened from the menu. */
async function searchedUsers(): Promise<string> {
  const { page } = visit;
  await page.getByRole('link', { name: 'Users', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'Users' }).waitFor();
  await page.waitForLoadState('networkidle');
  return page.getByLabel('Exact email address').inputValue();
}

test('a list remembers its search, but not for the next user', async () => {
  const { page } = visit;
  await visit.signIn(owner, components());
  await searchUsers('owner');
  expect(await searchedUsers()).toBe('owner');
  await signOut(owner);
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  expect(await page.evaluate<string>('JSON.stringify({ ...localStorage, ...sessionStorage })')).not.toMatch(
    /owner|filter/,
  );
  await visit.signIn(await console_.user('admin'), components());
  expect(await searchedUsers()).toBe('');
});

test('a search is not carried over to another tenant, but the theme is', async () => {
  const person = await console_.user('owner');
  await console_.tenant('Quagga', person);
  const { page } = visit;
  await visit.signIn(person, components());
  await searchUsers('owner');
  const light = await page.evaluate<string>(GROUND);
  await page.getByRole('button', { name: /theme|mode/i }).click();
  await until(async () => (await page.evaluate<string>(GROUND)) !== light || undefined);
  await page.getByRole('button', { name: 'Tenant: Acme' }).click();
  await page.getByRole('menuitem', { name: 'Quagga' }).click();
  await page.getByRole('button', { name: 'Tenant: Quagga' }).waitFor();
  expect(await page.evaluate<string>(GROUND)).not.toBe(light);
  expect(await searchedUsers()).toBe('');
});
