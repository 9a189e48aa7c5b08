import { until } from '../support/until.ts';
import { GROUND, startConsole, type ConsoleUnderTest } from './console.ts';
import { administer } from './pages/administer.ts';
import { build } from './pages/build.ts';
import { letIn } from './pages/let-in.ts';
import { credentials } from './pages/credentials.ts';
import type { Make } from './pages/make.ts';
import { receive } from './pages/receive.ts';

let console_: ConsoleUnderTest;
let owner: string;
/** Addresses below the tenant's, by the name of their picture. */
let pages: Record<string, string>;
/** Of the page, which has what Node has not. */
const WIDER = 'document.documentElement.scrollWidth - window.innerWidth';
const FOCUSED = `new Promise((done) => {
  const focused = document.activeElement;
  const name = focused.getAttribute('aria-label') ?? focused.labels?.[0]?.innerText ?? focused.innerText.trim();
  const look = () => {
    // A field shows it by a thicker frame.
    const frame = focused.closest('.MuiOutlinedInput-root')?.querySelector('fieldset');
    const outline =
      focused === document.body ||
      getComputedStyle(focused).outlineStyle !== 'none' ||
      (frame !== undefined && getComputedStyle(frame).borderTopWidth === '2px');
    done({ name, outline });
  };
  // As it is drawn next.
  requestAnimationFrame(() => requestAnimationFrame(look));
})`;

beforeAll(async () => {
  console_ = await startConsole({ OUTBOUND_ALLOW: '127.0.0.1' });
  owner = await console_.user('owner');
  const make: Make = async (path, attributes, relationships) =>
    (
      await console_.api('POST', path, {
        data: { type: path.replace(/^.*\/|s$/g, ''), attributes, ...(relationships && { relationships }) },
      })
    ).id;
  pages = { profile: 'profile' };
  for (const furnish of [build, letIn, credentials, administer, receive])
    Object.assign(pages, await furnish(make));
}, 120_000);
afterAll(() => console_.close());

test.each([1280, 390])(
  'every page, %i wide, is for everybody in both themes',
  async (width) => {
    const visit = await console_.open({ width });
    await visit.signIn(owner);
    const found: Record<string, string[]> = {};
    for (const [name, path] of Object.entries(pages)) {
      await visit.go(path);
      for (const colorScheme of ['light', 'dark'] as const) {
        await visit.change(colorScheme);
        await visit.picture(name);
        const faults = await visit.axe();
        const wider = await visit.page.evaluate<number>(WIDER);
        if (wider > 0) faults.push(`${wider} pixels too wide`);
        if (faults.length > 0) found[`${name}, ${colorScheme}`] = faults;
      }
    }
    await visit.context.close();
    expect(found).toEqual({});
    expect(visit.faults).toEqual([]);
  },
  600_000,
);

test('the theme can be switched, and stays so', async () => {
  const visit = await console_.open({ colorScheme: 'light' });
  await visit.signIn(owner);
  const ground = () => visit.page.evaluate<string>(GROUND);
  const light = await ground();
  await visit.page.getByRole('button', { name: /theme|mode/i }).click();
  await until(async () => (await ground()) !== light || undefined);
  await visit.go('flows');
  expect(await ground()).not.toBe(light);
  await visit.context.close();
  expect(visit.faults).toEqual([]);
});

test('everything can be reached with the keyboard, and the focus is seen', async () => {
  const { page, context, signIn, go } = await console_.open();
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
  expect([...reached]).toEqual(
    expect.arrayContaining(['Skip to the content', 'Components', 'New OAuth client']),
  );
  expect([...reached].join(' ')).toContain('van-1');
  expect(unseen).toEqual([]);
  await context.close();
});
