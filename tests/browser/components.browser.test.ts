import { text as textOf } from 'node:stream/consumers';
import { PIZZA_VAN } from '../support/app.ts';
import { until } from '../support/until.ts';
import { startConsole, type ConsoleUnderTest } from './console.ts';
import { leaveBy, type Visit } from './visit.ts';

let console_: ConsoleUnderTest;
let visit: Visit;
beforeAll(async () => {
  console_ = await startConsole();
  visit = await console_.open();
  await visit.signIn(await console_.user('owner'), '/console');
});
afterAll(async () => {
  await visit.close();
  await console_.close();
});
afterEach(() => expect(visit.faults.splice(0)).toEqual([]));

const LEGACY = `{
  "title": "Parcel Desk",
  "envVars": {
    "PARCEL_KEY": { "title": "Key", "required": true },
    "PARCEL_SECRET": { "title": "Secret", "required": true }
  }
}
`;

test('an older component.json is migrated, compared, downloaded and used', async () => {
  const { page } = visit;
  await visit.go('components/create');
  const text = page.getByRole('textbox', { name: 'component.json' });
  await text.fill(LEGACY);
  await page.getByRole('button', { name: 'Migrate older file' }).click();
  const dialog = page.getByRole('dialog', { name: 'Migrate component.json' });
  await dialog.getByLabel('Authorization URI').fill('parcels.example');
  await dialog.getByLabel('Token URI').fill('https://parcels.example/token');
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await dialog.getByText('Must be an absolute https or http URI.').waitFor();
  await dialog.getByLabel('Authorization URI').fill('https://parcels.example/authorize');
  await dialog.getByRole('button', { name: 'Continue' }).click();
  const difference = dialog.getByRole('region', { name: 'Changes' });
  await difference.waitFor();
  expect(await difference.locator('ins').allInnerTexts()).toContainEqual(
    expect.stringContaining('"client_id": "{{PARCEL_KEY}}"'),
  );
  expect(await difference.getByText('"title": "Parcel Desk"').count()).toBe(1);
  await visit.picture('migration');
  expect(await visit.axe()).toEqual([]);

  const [file] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Download result' }).click(),
  ]);
  expect(file.suggestedFilename()).toBe('component.json');
  const downloaded = await textOf(await file.createReadStream());
  expect(JSON.parse(downloaded)).toMatchObject({ credentials: { useOAuthClient: true } });

  await dialog.getByRole('button', { name: 'Use this version' }).click();
  expect(await text.inputValue()).toBe(downloaded);
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByRole('link', { name: 'Add its OAuth client' }).waitFor();
});

test('a stored component that a flow uses is migrated together with its OAuth client', async () => {
  const { page } = visit;
  const descriptor = JSON.parse(LEGACY.replace('Parcel Desk', 'Legacy in a flow')) as object;
  const { id } = await console_.api('POST', 'components', {
    data: { type: 'component', attributes: { descriptor } },
  });
  const graph = { nodes: [{ id: 'one', component_id: id }], edges: [] };
  await console_.api('POST', 'flows', {
    data: { type: 'flow', attributes: { name: 'Goes on', graph } },
  });
  await visit.go(`components/${id}`);
  await page.getByRole('button', { name: 'Migrate older file' }).click();
  const dialog = page.getByRole('dialog', { name: 'Migrate component.json' });
  await dialog.getByLabel('Authorization URI').fill('https://parcels.example/authorize');
  await dialog.getByLabel('Token URI').fill('https://parcels.example/token');
  await dialog.getByRole('button', { name: 'Continue' }).click();

  await dialog.getByRole('button', { name: 'Migrate component' }).click();
  await dialog.getByRole('alert').getByText('Send client_id and client_secret').waitFor();
  await dialog.getByLabel('Client ID').fill('parcels-4711');
  await dialog.getByLabel('Client secret').fill('its secret');
  await visit.picture('migration-with-client');
  expect(await visit.axe()).toEqual([]);
  const keys: (string | undefined)[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/migrations')) keys.push(request.headers()['idempotency-key']);
  });
  await dialog.getByRole('button', { name: 'Migrate component' }).click();
  await page.getByText('Component migrated and its OAuth client created').waitFor();
  await dialog.waitFor({ state: 'detached' });
  expect(keys).toEqual([expect.stringMatching(/./)]);

  await page.getByRole('link', { name: 'View its OAuth client' }).waitFor();
  const text = page.getByRole('textbox', { name: 'component.json' });
  await until(async () => (await text.inputValue()).includes('{{PARCEL_KEY}}') || undefined);
  const { attributes } = await console_.api('GET', `components/${id}`);
  expect(attributes).toMatchObject({ uses_oauth_client: true, usable: true });
});

test('what cannot be migrated is shown at its line', async () => {
  const { page } = visit;
  await visit.go('components/create');
  await page
    .getByRole('textbox', { name: 'component.json' })
    .fill(LEGACY.replace('"envVars"', '"useOAuthClient": "yes",\n  "envVars"'));
  await page.getByRole('button', { name: 'Migrate older file' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(/^Line 3: /).waitFor();
  expect(await dialog.getByRole('button', { name: 'Use this version' }).count()).toBe(0);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('textbox', { name: 'component.json' }).fill('');
});

test('a list is searched on the server while typing, and the URL keeps the search', async () => {
  for (const title of ['Searched: Ärger', 'Searched: 100 % off', 'Searched: 100 off'])
    await console_.api('POST', 'components', {
      data: { type: 'component', attributes: { descriptor: { ...PIZZA_VAN, title } } },
    });
  const { page } = visit;
  await visit.go('components');
  const rows = page.getByRole('row', { name: /Searched/ });
  await page.getByRole('searchbox', { name: 'Search' }).fill('100 %');
  await page.getByText('Searched: 100 off').waitFor({ state: 'detached' });
  expect(await rows.count()).toBe(1);
  await page.reload();
  await rows.first().waitFor();
  expect(await page.getByRole('searchbox', { name: 'Search' }).inputValue()).toBe('100 %');
  expect(await rows.count()).toBe(1);
  // A space at the end is not searched for, but stays for the next word.
  await page.getByRole('searchbox', { name: 'Search' }).fill('100 ');
  await page.getByText('Searched: 100 off').waitFor();
  await page.waitForURL((url) => url.searchParams.get('filter') === '{"search":"100"}');
  expect(await page.getByRole('searchbox', { name: 'Search' }).inputValue()).toBe('100 ');
  // Leaving by the menu and coming back shows what is searched for.
  await page.goBack();
  await page.waitForURL((url) => url.searchParams.get('filter') === '{"search":"100 %"}');
  expect(await page.getByRole('searchbox', { name: 'Search' }).inputValue()).toBe('100 %');
  await page.getByRole('searchbox', { name: 'Search' }).fill('');
  await page.getByText('Searched: 100 off').waitFor();
});

test('a component of another tenant can be viewed but not changed', async () => {
  const { id } = await console_.api('POST', 'components', {
    data: { type: 'component', attributes: { access: 'global', descriptor: { title: 'Shared by Acme' } } },
  });
  const person = await console_.user('viewer');
  const elsewhere = await console_.tenant('Elsewhere', person);
  const other = await console_.open();
  await other.signIn(person, `/console/${elsewhere}/components`);
  const { page } = other;
  const row = page.getByRole('row', { name: /Shared by Acme/ });
  await row.getByText('Global, from another tenant').waitFor();
  await leaveBy(row.getByText('Shared by Acme'));
  await page.getByRole('heading', { level: 1, name: /Shared by Acme/ }).waitFor();
  expect(page.url()).toMatch(new RegExp(`${id}/show$`));
  await other.go(`components/${id}`);
  await page.waitForURL(/show$/);
  // The form redirects once the record is loaded.
  await page
    .getByRole('button', { name: /Save|Delete/ })
    .first()
    .waitFor({ state: 'detached' });
  await page.getByRole('heading', { level: 1, name: /Shared by Acme/ }).waitFor();
  expect(await page.getByRole('button', { name: /Save|Delete/ }).count()).toBe(0);
  expect(other.faults).toEqual([]);
  await other.close();
});
