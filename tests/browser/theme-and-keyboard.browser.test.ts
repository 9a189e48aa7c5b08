import { PIZZA_VAN } from '../support/app.ts';
import { until } from '../support/until.ts';
import { startConsole, type ConsoleUnderTest } from './console.ts';
import { focusOrder } from './focus-order.ts';
import { GROUND } from './visit.ts';

let console_: ConsoleUnderTest;
let owner: string;

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
  const stops = await focusOrder(page);
  expect(stops.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['Skip to content', 'Components', 'Add OAuth client', 'Pizza Van']),
  );
  expect(stops.filter(({ isVisible }) => !isVisible)).toEqual([]);
  await close();
  expect(faults).toEqual([]);
});
