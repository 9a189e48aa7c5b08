import { until } from '../support/until.ts';
import { startConsole, type ConsoleUnderTest } from './console.ts';
import { leaveBy, type Visit } from './visit.ts';

const HOSTILE = '<script>alert(1)</script> מלצר';

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

const role = (name: string, permissions: string[]) =>
  console_.api('POST', 'roles', { data: { type: 'role', attributes: { name, permissions } } });

const roleNamed = async (name: string) => {
  const { data } = (await console_.read('roles?page[size]=200')) as {
    data: { id: string; attributes: { name: string } }[];
  };
  return data.find(({ attributes }) => attributes.name === name)!.id;
};

const userNamed = async (email: string) => {
  const { data } = (await console_.read(`users?filter[email]=${encodeURIComponent(email)}`)) as {
    data: { id: string }[];
  };
  return data[0]!.id;
};

/** The names of the links in the menu. */
const menu = async () =>
  (await visit.page.getByRole('navigation', { name: 'Valetkey' }).getByRole('link').allInnerTexts()).map(
    (text) => text.trim(),
  );

test('a role is created in the matrix and given to a user, who sees exactly what it allows', async () => {
  const { page } = visit;
  const member = await console_.user('viewer');
  await visit.signIn(owner);
  await visit.go('roles');
  await page.getByRole('link', { name: 'Add role' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill(HOSTILE);
  const matrix = page.getByRole('table', { name: 'Permissions of this role' });
  // A whole row, one of it unchecked again, and a single checkbox.
  await matrix.getByRole('checkbox', { name: 'Flows: everything' }).check();
  await matrix.getByRole('checkbox', { name: 'Flows: delete' }).uncheck();
  await matrix.getByRole('checkbox', { name: 'Components: view' }).press('Space');
  expect(await matrix.getByRole('checkbox', { name: 'Flows: everything' }).isChecked()).toBe(false);
  await page.getByText(/^4 of \d+ selected$/).waitFor();
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByRole('heading', { level: 1, name: HOSTILE }).waitFor();
  const made = await console_.api('GET', `roles/${await roleNamed(HOSTILE)}`);
  expect(made.attributes['permissions']).toEqual([
    'tenants.components.get',
    'tenants.flows.get',
    'tenants.flows.create',
    'tenants.flows.edit',
  ]);

  await visit.go('users');
  await leaveBy(page.getByText(member));
  await page.getByRole('combobox', { name: 'Role' }).click();
  await page.getByRole('option', { name: HOSTILE }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved', { exact: true }).waitFor();
  await visit.go('users');
  await page.getByRole('row', { name: member }).getByText(HOSTILE).waitFor();
  await visit.go('roles');
  await leaveBy(page.getByRole('row', { name: HOSTILE }).getByRole('link', { name: '1 user' }));
  await page.getByRole('row', { name: member }).waitFor();
  expect(await page.getByRole('row').count()).toBe(2);

  await visit.context.clearCookies();
  await visit.signIn(member);
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  expect(await menu()).toEqual(['Overview', 'Components', 'Flows']);
  await visit.go('components');
  expect(await page.getByRole('link', { name: 'Add component' }).count()).toBe(0);
});

test('a whole column can be checked, but not permissions that the user does not have', async () => {
  const { page } = visit;
  const keeper = await role('keeper', [
    'tenants.roles.get',
    'tenants.roles.create',
    'tenants.roles.edit',
    'tenants.flows.get',
  ]);
  const email = await console_.user('viewer');
  await console_.api('PATCH', `users/${await userNamed(email)}`, {
    data: { type: 'user', relationships: { role: { data: { type: 'role', id: keeper.id } } } },
  });
  await visit.signIn(email);
  await visit.go('roles/create');
  await page.getByText('You cannot grant the grayed-out permissions because you do not have them.').waitFor();
  const box = (name: string) => page.getByRole('checkbox', { name });
  expect(await box('Components: view').isDisabled()).toBe(true);
  expect(await box('Delete: everywhere').isDisabled()).toBe(true);
  await box('View: everywhere').check();
  await page.getByText(/^2 of \d+ selected$/).waitFor();
  await page.getByRole('textbox', { name: 'Name' }).fill('lookout');
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByRole('heading', { level: 1, name: /lookout/ }).waitFor();
  const made = await console_.api('GET', `roles/${await roleNamed('lookout')}`);
  expect(made.attributes['permissions']).toEqual(['tenants.roles.get', 'tenants.flows.get']);

  // A role with more permissions is read-only, and the page names those that the user lacks.
  const strong = await role('stronger', ['tenants.flows.get', 'tenants.components.delete']);
  await visit.go(`roles/${strong.id}`);
  await page.getByText(/so you cannot edit or delete it: Components: delete\./).waitFor();
  expect(page.url()).toContain(`${strong.id}/show`);
  // The form disappears a moment later.
  await until(async () => (await page.getByRole('button', { name: 'Save' }).count()) === 0 || undefined);
});

test('a permission that the API rejects is named at the matrix', async () => {
  const { page } = visit;
  await visit.signIn(owner);
  await visit.go('roles/create');
  await page.getByRole('textbox', { name: 'Name' }).fill('refused');
  await page.getByRole('checkbox', { name: 'Flows: view' }).check();
  await page.getByRole('checkbox', { name: 'Users: add' }).check();
  await page.route('**/roles', (route) =>
    route.fulfill({
      status: 422,
      contentType: 'application/vnd.api+json',
      body: JSON.stringify({
        errors: [
          {
            status: '422',
            code: 'validation_failed',
            title: 'Validation failed',
            detail: '0 must be something else.',
            source: { pointer: '/data/attributes/permissions/0' },
          },
        ],
      }),
    }),
  );
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByRole('alert').getByText('A role cannot contain: Users: add', { exact: true }).waitFor();
  expect(await page.getByRole('checkbox', { name: 'Flows: view' }).isChecked()).toBe(true);
});

test('a viewer can compare roles side by side, but not change them', async () => {
  const { page } = visit;
  await visit.signIn(await console_.user('viewer'));
  await visit.go('roles');
  expect(await page.getByRole('link', { name: 'Add role' }).count()).toBe(0);
  await page.getByRole('link', { name: 'Compare roles' }).click();
  await page.getByRole('heading', { level: 1, name: 'Role comparison' }).waitFor();
  const table = page.getByRole('table');
  await table.getByRole('columnheader', { name: 'owner', exact: true }).waitFor();
  const heads = await table.getByRole('columnheader').allInnerTexts();
  const row = table.getByRole('row', { name: /^Make global/ });
  const at = (name: string) => row.getByRole('cell').nth(heads.indexOf(name) - 1);
  expect(await at('owner').getByRole('img', { name: 'Allowed', exact: true }).count()).toBe(1);
  expect(await at('admin').getByRole('img', { name: 'Not allowed' }).count()).toBe(1);
  expect(await page.getByRole('checkbox').count()).toBe(0);
  await table.getByRole('link', { name: 'viewer' }).click();
  await page.getByRole('heading', { level: 1, name: /viewer/ }).waitFor();
  expect(await page.getByRole('button', { name: /Save|Delete/ }).count()).toBe(0);
});

test('a built-in role cannot be changed, but can be duplicated', async () => {
  const { page } = visit;
  await visit.signIn(owner);
  await visit.go(`roles/${await roleNamed('runtime')}`);
  await page.getByText(/built-in role and cannot be changed/).waitFor();
  await page.getByRole('link', { name: 'Duplicate' }).click();
  await page.getByRole('heading', { level: 1, name: 'Add role' }).waitFor();
  expect(await page.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('runtime (copy)');
  expect(await page.getByRole('checkbox', { name: 'OAuth clients: read secrets' }).isChecked()).toBe(true);
});

test('when two users edit the same role, both versions are shown and nothing is lost', async () => {
  const { page } = visit;
  const { id } = await role('contested', ['tenants.flows.get']);
  await visit.signIn(owner);
  await visit.go(`roles/${id}`);
  await page.getByRole('checkbox', { name: 'Users: view' }).check();
  await console_.api('PATCH', `roles/${id}`, {
    data: {
      type: 'role',
      id,
      attributes: { permissions: ['tenants.flows.get', 'tenants.components.get'] },
    },
  });
  await page.getByRole('button', { name: 'Save' }).click();
  const dialog = page.getByRole('dialog', { name: 'Someone else changed this while you were editing' });
  await dialog.getByRole('cell', { name: /tenants\.components\.get/ }).waitFor();
  await dialog.getByRole('button', { name: 'Keep editing' }).click();
  expect(await page.getByRole('checkbox', { name: 'Users: view' }).isChecked()).toBe(true);
  await page.getByRole('button', { name: 'Save' }).click();
  await dialog.getByRole('button', { name: 'Overwrite' }).click();
  await page.getByText('Saved', { exact: true }).waitFor();
  const { attributes } = await console_.api('GET', `roles/${id}`);
  expect(attributes['permissions']).toEqual(['tenants.users.get', 'tenants.flows.get']);
});

test('when two users change the role of the same user, both roles are named', async () => {
  const { page } = visit;
  const email = await console_.user('viewer');
  const id = await userNamed(email);
  await visit.signIn(owner);
  await visit.go(`users/${id}`);
  await page.getByRole('combobox', { name: 'Role' }).click();
  await page.getByRole('option', { name: /^admin: / }).click();
  await console_.api('PATCH', `users/${id}`, {
    data: {
      type: 'user',
      id,
      relationships: { role: { data: { type: 'role', id: await roleNamed('runtime') } } },
    },
  });
  await page.getByRole('button', { name: 'Save' }).click();
  const dialog = page.getByRole('dialog', { name: 'Someone else changed this while you were editing' });
  await dialog.getByRole('cell', { name: 'runtime' }).waitFor();
  await dialog.getByRole('cell', { name: 'admin' }).waitFor();
  await dialog.getByRole('button', { name: 'Discard my changes' }).click();
  await page
    .getByRole('combobox', { name: 'Role' })
    .getByText(/^runtime: /)
    .waitFor();
});

test('a role in use cannot be deleted', async () => {
  const { page } = visit;
  const { id } = await role('taken', ['tenants.flows.get']);
  await console_.api('PATCH', `users/${await userNamed(await console_.user('viewer'))}`, {
    data: { type: 'user', relationships: { role: { data: { type: 'role', id } } } },
  });
  await visit.signIn(owner);
  await visit.go(`roles/${id}`);
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('button', { name: 'Delete permanently' }).click();
  await page
    .getByRole('dialog')
    .getByText(/Users still have this role/)
    .waitFor();
});

test('a user is added, with the next steps shown, and removed again', async () => {
  const { page } = visit;
  await visit.signIn(owner);
  await visit.go('users');
  expect(await page.getByRole('row', { name: owner }).innerText()).toContain('You');
  expect(await page.getByRole('row', { name: 'founder@acme.test' }).innerText()).not.toContain('You');
  await page.getByRole('link', { name: 'Add user' }).click();
  await page.getByText(/the operator creates a link with “valetkey user password-link”/).waitFor();
  await page.getByRole('textbox', { name: 'Email address' }).fill(owner);
  await page.getByRole('combobox', { name: 'Role' }).click();
  await page.getByRole('option', { name: /^developer: / }).click();
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByText('This person is already a user of the tenant.').first().waitFor();
  await page.getByRole('textbox', { name: 'Email address' }).fill('fresh@acme.test');
  await page.getByRole('textbox', { name: 'Name' }).fill(HOSTILE);
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByText('valetkey user password-link --email fresh@acme.test').waitFor();
  await page.getByText(HOSTILE).waitFor();

  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Remove fresh@acme.test from the tenant?' });
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await dialog.getByRole('button', { name: 'Remove user' }).click();
  await page.getByRole('heading', { level: 1, name: 'Users' }).waitFor();
  expect(await page.getByText('fresh@acme.test').count()).toBe(0);
});

test('an added user with an account elsewhere is shown as invited', async () => {
  const { page } = visit;
  const elsewhere = 'elsewhere@zebra.test';
  await console_.tenant('Zebra', elsewhere);
  await console_.api('POST', 'users', {
    data: {
      type: 'user',
      attributes: { email: elsewhere },
      relationships: { role: { data: { type: 'role', id: await roleNamed('viewer') } } },
    },
  });
  await visit.signIn(owner);
  await visit.go('users');
  await page.getByRole('row', { name: elsewhere }).getByText('Invited', { exact: true }).waitFor();
  await leaveBy(page.getByText(elsewhere));
  await page.getByText(/has not accepted the invitation yet/).waitFor();
});

test('the last owner cannot be removed or given another role', async () => {
  const { page } = visit;
  const last = await console_.user('viewer');
  const tenantId = await console_.tenant('One Owner', last);
  await visit.signIn(last, `/console/${tenantId}/users`);
  await page.getByRole('cell', { name: last }).click();
  const role = page.getByRole('combobox', { name: 'Role' });
  await role.getByText(/owner/).waitFor();
  await role.click();
  await page.getByRole('option', { name: /^viewer: / }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await page
    .getByRole('alert')
    .getByText(/This is the last active owner of the tenant/)
    .waitFor();
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(/This is you/).waitFor();
  await dialog.getByRole('button', { name: 'Remove user' }).click();
  await dialog.getByText(/This is the last active owner of the tenant/).waitFor();
});

test('an admin cannot change a user with more permissions', async () => {
  const { page } = visit;
  await visit.signIn(await console_.user('admin'));
  await visit.go(`users/${await userNamed(owner)}`);
  await page.getByText(/This user’s role has permissions that you do not have/).waitFor();
  expect(await page.getByRole('combobox', { name: 'Role' }).getAttribute('aria-disabled')).toBe('true');
  await visit.go('users/create');
  await page.getByRole('combobox', { name: 'Role' }).click();
  const option = page.getByRole('option', { name: 'owner (more permissions than you)' });
  expect(await option.getAttribute('aria-disabled')).toBe('true');
});

test('settings show conflicting changes, and errors at their field', async () => {
  const { page } = visit;
  const email = await console_.user('viewer');
  const tenantId = await console_.tenant('Settings', email);
  await visit.signIn(email, `/console/${tenantId}/settings`);
  const urls = page.getByRole('textbox', { name: 'Return URLs' });
  await urls.fill('https://board.example/back\njavascript:alert(1)');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText(/^Line 2: A return URL must be an absolute http or https URL/).waitFor();
  await urls.fill('https://board.example/back');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved', { exact: true }).waitFor();

  const another = await visit.context.newPage();
  await another.goto(`${console_.url}/console/${tenantId}/settings`);
  await another.getByRole('textbox', { name: 'Name' }).fill(HOSTILE);
  await another.getByRole('button', { name: 'Save' }).click();
  await another
    .getByRole('banner')
    .getByTitle(`Tenant: ${HOSTILE}`)
    .or(another.getByRole('button', { name: `Tenant: ${HOSTILE}` }))
    .first()
    .waitFor();
  await another.close();

  await page.getByRole('textbox', { name: 'Name' }).fill('Mine');
  await page.getByRole('button', { name: 'Save' }).click();
  const dialog = page.getByRole('dialog', { name: 'Someone else changed this while you were editing' });
  await dialog.getByRole('cell', { name: HOSTILE }).waitFor();
  await dialog.getByRole('button', { name: 'Keep editing' }).click();
  expect(await page.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('Mine');
  await page.getByRole('button', { name: 'Save' }).click();
  await dialog.getByRole('button', { name: 'Overwrite' }).click();
  await page.getByRole('button', { name: 'Tenant: Mine' }).waitFor();
});

test('saving settings keeps changes to other fields, even if the page was refreshed meanwhile', async () => {
  const { page } = visit;
  const email = await console_.user('viewer');
  const tenantId = await console_.tenant('Untouched', email);
  await visit.signIn(email, `/console/${tenantId}/settings`);
  const urls = page.getByRole('textbox', { name: 'Return URLs' });
  await urls.fill('https://board.example/back');
  const another = await visit.context.newPage();
  await another.goto(`${console_.url}/console/${tenantId}/settings`);
  await another.getByRole('textbox', { name: 'Name' }).fill('Renamed');
  await another.getByRole('button', { name: 'Save' }).click();
  await another.getByRole('button', { name: 'Tenant: Renamed' }).waitFor();
  await another.close();

  await page.getByRole('button', { name: 'Refresh' }).click();
  await page.getByRole('button', { name: 'Tenant: Renamed' }).waitFor();
  expect(await urls.inputValue()).toBe('https://board.example/back');
  await page.getByRole('button', { name: 'Save' }).click();
  const dialog = page.getByRole('dialog', { name: 'Someone else changed this while you were editing' });
  await dialog.getByRole('button', { name: 'Overwrite' }).click();
  await page.getByText('Saved', { exact: true }).waitFor();
  expect(await page.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('Renamed');
  expect(await urls.inputValue()).toBe('https://board.example/back');
});

test('an owner deletes a tenant by typing its name, and an admin cannot delete it', async () => {
  const { page } = visit;
  const email = await console_.user('admin');
  const tenantId = await console_.tenant('Short Lived', email);
  await visit.signIn(email, `/console/${console_.tenantId}/settings`);
  await page.getByRole('heading', { level: 2, name: 'General' }).waitFor();
  expect(await page.getByRole('button', { name: 'Delete tenant' }).count()).toBe(0);
  await page.goto(`${console_.url}/console/${tenantId}/settings`);
  await page.getByRole('button', { name: 'Delete tenant' }).click();
  const dialog = page.getByRole('dialog');
  const confirm = dialog.getByRole('button', { name: 'Delete permanently' });
  await dialog.getByRole('textbox', { name: 'Enter the name of the tenant' }).fill('Short');
  expect(await confirm.isDisabled()).toBe(true);
  await dialog.getByRole('textbox', { name: 'Enter the name of the tenant' }).fill('Short Lived');
  await confirm.click();
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  expect(page.url()).toContain(console_.tenantId);
});
