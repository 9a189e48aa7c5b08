import { readFileSync } from 'node:fs';
import { PIZZA_VAN } from '../support/app.ts';
import { startConsole, type ConsoleUnderTest, type Visit } from './console.ts';

let console_: ConsoleUnderTest;
let visit: Visit;
beforeAll(async () => {
  console_ = await startConsole();
  visit = await console_.open();
  await visit.signIn(await console_.user('owner'), '/console');
});
afterAll(async () => {
  await visit.context.close();
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

test('an older file is brought up to date, seen before and after, taken over or downloaded', async () => {
  const { page } = visit;
  await visit.go('components/create');
  const text = page.getByRole('textbox', { name: 'component.json' });
  await text.fill(LEGACY);
  await page.getByRole('button', { name: 'Bring an older file up to date' }).click();
  const dialog = page.getByRole('dialog', { name: 'Bring component.json up to date' });
  await dialog.getByLabel('Authorization URI').fill('parcels.example');
  await dialog.getByLabel('Token URI').fill('https://parcels.example/token');
  await dialog.getByRole('button', { name: 'Go on' }).click();
  await dialog.getByText('The URI is not an absolute https or http URI.').waitFor();
  await dialog.getByLabel('Authorization URI').fill('https://parcels.example/authorize');
  await dialog.getByRole('button', { name: 'Go on' }).click();
  const difference = dialog.getByRole('region', { name: 'What changes' });
  await difference.waitFor();
  expect(await difference.locator('ins').allInnerTexts()).toContainEqual(
    expect.stringContaining('"client_id": "{{PARCEL_KEY}}"'),
  );
  expect(await difference.getByText('"title": "Parcel Desk"').count()).toBe(1);
  await visit.picture('migration');
  expect(await visit.axe()).toEqual([]);

  const [file] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Download the result' }).click(),
  ]);
  expect(file.suggestedFilename()).toBe('component.json');
  const downloaded = readFileSync(await file.path(), 'utf8');
  expect(JSON.parse(downloaded)).toMatchObject({ credentials: { useOAuthClient: true } });

  await dialog.getByRole('button', { name: 'Take it over' }).click();
  expect(await text.inputValue()).toBe(downloaded);
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByRole('link', { name: 'Add its OAuth client' }).waitFor();
});

test('what cannot be decided is said at its line', async () => {
  const { page } = visit;
  await visit.go('components/create');
  await page
    .getByRole('textbox', { name: 'component.json' })
    .fill(LEGACY.replace('"envVars"', '"useOAuthClient": "yes",\n  "envVars"'));
  await page.getByRole('button', { name: 'Bring an older file up to date' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(/^Line 3: /).waitFor();
  expect(await dialog.getByRole('button', { name: 'Take it over' }).count()).toBe(0);
  await dialog.getByRole('button', { name: 'Leave it as it is' }).click();
  await page.getByRole('textbox', { name: 'component.json' }).fill('');
});

test('a list is searched on the server, as it is typed, and the address keeps what for', async () => {
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
  await page.getByRole('searchbox', { name: 'Search' }).fill('');
  await page.getByText('Searched: 100 off').waitFor();
});

test('another tenant’s component is there to be looked at, and nothing of it is offered to be changed', async () => {
  const { id } = await console_.api('POST', 'components', {
    data: { type: 'component', attributes: { access: 'global', descriptor: { title: 'Shared by Acme' } } },
  });
  const person = await console_.user('viewer');
  const elsewhere = await console_.tenant('Elsewhere', person);
  const other = await console_.open();
  await other.signIn(person, `/console/${elsewhere}/components`);
  const { page } = other;
  const row = page.getByRole('row', { name: /Shared by Acme/ });
  await row.getByText('Global, another tenant’s').waitFor();
  await row.getByText('Shared by Acme').click();
  await page.getByRole('heading', { level: 1, name: /Shared by Acme/ }).waitFor();
  expect(page.url()).toMatch(new RegExp(`${id}/show$`));
  await other.go(`components/${id}`);
  await page.waitForURL(/show$/);
  expect(await page.getByRole('button', { name: /Save|Delete/ }).count()).toBe(0);
  expect(other.faults).toEqual([]);
  await other.context.close();
});
