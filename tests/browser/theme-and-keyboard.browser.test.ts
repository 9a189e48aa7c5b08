import { PIZZA_VAN } from '../support/app.ts';
import { until } from '../support/until.ts';
import { startConsole, type ConsoleUnderTest } from './console.ts';
import { GROUND } from './visit.ts';

let console_: ConsoleUnderTest;
let owner: string;
/** Runs in the page: the name of the focused element, and whether its focus is visible. */
const FOCUSED = `new Promise((done) => {
  const focused = document.activeElement;
  const name = focused.getAttribute('aria-label') ?? focused.labels?.[0]?.innerText ?? focused.innerText.trim();
  const look = () => {
    // A text field shows focus with a thicker border.
    const frame = focused.closest('.MuiOutlinedInput-root')?.querySelector('fieldset');
    const outline =
      focused === document.body ||
      getComputedStyle(focused).outlineStyle !== 'none' ||
      (frame !== undefined && getComputedStyle(frame).borderTopWidth === '2px');
    done({ name, outline });
  };
  // Once the next frame is rendered.
  requestAnimationFrame(() => requestAnimationFrame(look));
})`;

beforeAll(async () => {
  console_ = await startConsole();
  owner = await console_.user('owner');
  const component = await console_.api('POST', 'components', {
    data: { type: 'component', attributes: { descriptor: PIZZA_VAN } },
  });
  await console_.api('POST', 'oauth-clients', {
    data: {
      type: 'oauth-client',
      attributes: { client_id: 'van-1', client_secret: 's3cret' },
      relationships: { component: { data: { type: 'component', id: component.id } } },
    },
  });
});
afterAll(() => console_.close());

test('the theme can be switched and is remembered', async () => {
  const visit = await console_.open({ colorScheme: 'light' });
  await visit.signIn(owner);
  const ground = () => visit.page.evaluate<string>(GROUND);
  const light = await ground();
  await visit.page.getByRole('button', { name: /theme|mode/i }).click();
  await until(async () => (await ground()) !== light || undefined);
  await visit.go('flows');
  expect(await ground()).not.toBe(light);
  await visit.close();
  expect(visit.faults).toEqual([]);
});

test('everything can be reached with the keyboard, and the focus is visible', async () => {
  const { page, faults, signIn, go, close } = await console_.open();
  await signIn(owner);
  await go('oauth-clients');
  const reached = new Set<string>();
  const unseen: string[] = [];
  for (let step = 0; step < 60; step += 1) {
    await page.keyboard.press('Tab');
    const { name, outline } = await page.evaluate<{ name: string; outline: boolean }>(FOCUSED);
    reached.add(name);
    if (!outline) unseen.push(name);
  }
  expect([...reached]).toEqual(expect.arrayContaining(['Skip to content', 'Components', 'Add OAuth client']));
  expect([...reached].join(' ')).toContain('van-1');
  expect(unseen).toEqual([]);
  await close();
  expect(faults).toEqual([]);
});
