import { until } from '../support/until.ts';
import { startConsole, type ConsoleUnderTest } from './console.ts';
import type { Visit } from './visit.ts';

let console_: ConsoleUnderTest;
let person: string;
let visit: Visit;
beforeAll(async () => {
  console_ = await startConsole();
});
afterAll(() => console_.close());

beforeEach(async () => {
  person = await console_.user('owner');
  visit = await console_.open();
});
afterEach(async () => {
  await visit.close();
  expect(visit.faults).toEqual([]);
});

const NAME = { name: 'Name', exact: true };
const EMAIL = { name: 'Email address' };

/** The stored name and email address of the user. */
const stored = () =>
  visit.page.evaluate<{ email: string; name: string | null }>(
    `fetch('/console/session').then((answer) => answer.json()).then(({ user: { email, name } }) => ({ email, name }))`,
  );

/** Saves a field in another tab of the same browser. */
async function inAnotherTab(field: { name: string }, value: string): Promise<void> {
  const tab = await visit.context.newPage();
  await tab.goto(visit.page.url());
  await tab.getByRole('textbox', field).fill(value);
  await tab.getByRole('button', { name: 'Save' }).click();
  await tab.getByText('Saved', { exact: true }).waitFor();
  await tab.close();
}

test('saving sends only the changed fields with If-Match, and updates the name in the app bar', async () => {
  const { page } = visit;
  await visit.signIn(person);
  await visit.go('profile');
  await page.getByRole('textbox', NAME).fill('Vera');
  const [request] = await Promise.all([
    page.waitForRequest((sent) => sent.method() === 'PATCH'),
    page.getByRole('button', { name: 'Save' }).click(),
  ]);
  expect((request.postDataJSON() as { data: { attributes: object } }).data.attributes).toEqual({
    name: 'Vera',
  });
  expect(request.headers()['if-match']).toMatch(/^"/);
  const account = page.getByRole('button', { name: 'Vera: account' });
  await account.waitFor();
  await page.getByRole('link', { name: 'Flows', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'Flows' }).waitFor();
  await account.click();
  await page.getByRole('menuitem', { name: 'Your profile' }).click();
  expect(await page.getByRole('textbox', NAME).inputValue()).toBe('Vera');
  await page.getByRole('textbox', NAME).fill('');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: `${person}: account` }).waitFor();
  expect(await stored()).toEqual({ email: person, name: null });
});

test('saving a name does not undo an email change made elsewhere', async () => {
  const { page } = visit;
  await visit.signIn(person);
  await visit.go('profile');
  await page.getByRole('textbox', NAME).fill('Vera');
  await inAnotherTab(EMAIL, `new-${person}`);
  await page.getByRole('button', { name: 'Save' }).click();
  const dialog = page.getByRole('dialog', { name: 'Someone else changed this while you were editing' });
  await dialog.getByRole('cell', { name: 'Vera' }).waitFor();
  expect(await dialog.getByRole('rowheader').allInnerTexts()).toEqual(['Name']);
  expect(await visit.axe()).toEqual([]);
  await dialog.getByRole('button', { name: 'Keep editing' }).click();
  expect(await page.getByRole('textbox', NAME).inputValue()).toBe('Vera');
  expect(await stored()).toEqual({ email: `new-${person}`, name: null });
  await page.getByRole('button', { name: 'Save' }).click();
  await dialog.getByRole('button', { name: 'Overwrite' }).click();
  await page.getByText('Saved', { exact: true }).waitFor();
  expect(await stored()).toEqual({ email: `new-${person}`, name: 'Vera' });
  expect(await page.getByRole('textbox', EMAIL).inputValue()).toBe(`new-${person}`);
});

/** Waits until the field has this value: a form is refilled shortly after its data has changed. */
async function shown(name: string): Promise<void> {
  const field = visit.page.getByRole('textbox', NAME);
  await until(async () => (await field.inputValue()) === name || undefined);
}

test('changes saved elsewhere appear when the page is opened, or can be kept after a conflict', async () => {
  const { page } = visit;
  await visit.signIn(person);
  await visit.go('profile');
  await inAnotherTab(NAME, 'Theirs');
  await page.getByRole('textbox', NAME).fill('Mine');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Discard my changes' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await shown('Theirs');
  await inAnotherTab(NAME, 'Newest');
  await page.getByRole('link', { name: 'Flows', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'Flows' }).waitFor();
  await page.getByRole('button', { name: 'Theirs: account' }).click();
  await page.getByRole('menuitem', { name: 'Your profile' }).click();
  await page.getByRole('button', { name: 'Newest: account' }).waitFor();
  await shown('Newest');
});

test('leaving changes that could not be saved asks for confirmation', async () => {
  const { page, context } = visit;
  await visit.signIn(person);
  await visit.go('profile');
  await page.getByRole('textbox', NAME).fill('Vera');
  await context.setOffline(true);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText(/Cannot reach the server/).waitFor();
  const [question] = await Promise.all([
    page.waitForEvent('dialog').then(async (dialog) => {
      await dialog.dismiss();
      return dialog.message();
    }),
    page.getByRole('link', { name: 'Flows', exact: true }).click(),
  ]);
  expect(question).toBe('You have unsaved changes. Leave without saving?');
  expect(await page.getByRole('textbox', NAME).inputValue()).toBe('Vera');
  await context.setOffline(false);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Vera: account' }).waitFor();
});
