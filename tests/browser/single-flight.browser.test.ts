import type { Request } from 'playwright-core';
import { startConsole, type ConsoleUnderTest } from './console.ts';
import type { Visit } from './visit.ts';

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
  // As slow as an old phone, so that rendering lags behind.
  const debug = await visit.context.newCDPSession(visit.page);
  await debug.send('Emulation.setCPUThrottlingRate', { rate: 4 });
});
afterEach(async () => {
  await visit.context.close();
  expect(visit.faults).toEqual([]);
});

/** Clicks twice in the same place, whatever is there at the second click. */
async function clickTwice(name: string | RegExp, gap: number): Promise<void> {
  const box = (await visit.page.getByRole('button', { name, exact: true }).boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await visit.page.mouse.click(x, y);
  await visit.page.waitForTimeout(gap); // part of the test, not a wait for something
  await visit.page.mouse.click(x, y);
}

function posts(path: RegExp): Request[] {
  const seen: Request[] = [];
  visit.page.on('request', (request) => {
    if (request.method() === 'POST' && path.test(request.url())) seen.push(request);
  });
  return seen;
}

/** The values in the dialog that shows a secret once. */
async function shown(): Promise<string[]> {
  const values = visit.page.getByRole('dialog').locator('code');
  await values.last().waitFor();
  return values.allInnerTexts();
}

/** The status of a response to a request with HTTP Basic. */
async function statusWith(login: string, path: string, options: RequestInit = {}): Promise<number> {
  const headers = { Authorization: `Basic ${Buffer.from(login).toString('base64')}` };
  return (await fetch(`${console_.url}${path}`, { ...options, headers })).status;
}

describe.each([0, 50, 200])('two clicks %i ms apart', (gap) => {
  test('on Create make one API key, which is shown and works', async () => {
    await visit.signIn(owner, `/console/${console_.tenantId}/api-keys/create`);
    const sent = posts(/\/api-keys$/);
    await visit.page.getByRole('textbox', { name: 'Name' }).fill(`twice-${gap}`);
    await clickTwice('Create', gap);
    const [key = '', login = ''] = await shown();
    expect(login).toBe(`${owner}:${key}`);
    expect(await statusWith(login, `/v2/tenants/${console_.tenantId}/flows`)).toBe(200);
    expect(sent).toHaveLength(1);
    const { data } = (await console_.read('api-keys')) as { data: { attributes: { name: string } }[] };
    expect(data.filter(({ attributes }) => attributes.name === `twice-${gap}`)).toHaveLength(1);
  });

  test('on Rotate make one secret, which is shown and works', async () => {
    const attributes = { name: `App ${gap}`, grant_types: ['client_credentials'], scopes: ['read.flows'] };
    const { id, attributes: made } = await console_.api('POST', 'oauth-apps', {
      data: { type: 'oauth-app', attributes },
    });
    await visit.signIn(owner, `/console/${console_.tenantId}/oauth-apps/${id}/show`);
    const sent = posts(/\/secrets$/);
    await visit.page.getByRole('button', { name: /^Rotate/ }).click();
    const confirm = visit.page.getByRole('dialog').getByRole('button', { name: /^Rotate/ });
    await confirm.waitFor();
    await clickTwice(await confirm.innerText(), gap);
    const [clientId = '', secret = ''] = await shown();
    expect(clientId).toBe(made['client_id']);
    expect(secret).not.toBe(made['client_secret']);
    const body = new URLSearchParams({ grant_type: 'client_credentials' });
    expect(await statusWith(`${clientId}:${secret}`, '/oauth2/token', { method: 'POST', body })).toBe(200);
    expect(sent).toHaveLength(1);
  });
});

test('pressing Enter twice makes one flow', async () => {
  await visit.signIn(owner, `/console/${console_.tenantId}/flows/create`);
  const sent = posts(/\/flows$/);
  const name = visit.page.getByRole('textbox', { name: 'Name' });
  await name.fill('Orders');
  await name.press('Enter');
  await name.press('Enter', { timeout: 1_000 }).catch(() => undefined); // the page may be gone by then
  await visit.page.getByRole('heading', { level: 1, name: 'Orders' }).waitFor();
  expect(sent).toHaveLength(1);
});
