import { newId } from '../../src/system/ids.ts';
import { document, makeComponent, startApp, STOPWATCH, type Caller, type TestApp } from '../support/app.ts';
import { makeCredential } from '../support/credentials.ts';

let app: TestApp;
let owner: Caller;
let component: string;
let credential: string;
beforeAll(async () => {
  app = await startApp();
});
beforeEach(async () => {
  owner = await app.tenant();
  component = await makeComponent(owner, STOPWATCH);
  credential = await makeCredential(owner, { url: 'https://third.example' });
});
afterAll(() => app.close());

const graphOf = (...credentials: (string | null)[]) => ({
  nodes: credentials.map((credentials_id, index) => ({
    id: `step_${index + 1}`,
    component_id: component,
    credentials_id,
  })),
  edges: [],
});

async function flow(name: string, ...credentials: (string | null)[]): Promise<string> {
  const { body } = await owner.post('flows', document('flow', { name, graph: graphOf(...credentials) }));
  return body.data.id;
}

async function webhook(name: string, flowId: string, credentialId?: string): Promise<string> {
  const { body } = await owner.post(
    'webhooks',
    document(
      'webhook',
      { name, authentication: 'oauth2' },
      {
        flow: { type: 'flow', id: flowId },
        ...(credentialId !== undefined && { credential: { type: 'credential', id: credentialId } }),
      },
    ),
  );
  return body.data.id;
}

async function idsIn(path: string, by = owner): Promise<string[]> {
  const { status, body } = await by.get(path);
  expect([status, body.meta.total]).toEqual([200, body.data.length]);
  return body.data.map(({ id }: { id: string }) => id);
}

test('filter[credential] finds the flows with a node that uses the credential, each once', async () => {
  const other = await makeCredential(owner, { url: 'https://third.example' });
  const [one, two] = [await flow('A', credential, null, credential), await flow('B', other, credential)];
  await flow('C', other);
  await flow('D', null);
  const found = `flows?sort=name&filter[credential]=${credential}`;
  expect(await idsIn(found)).toEqual([one, two]);
  expect(await idsIn(`${found}&filter[search]=b`)).toEqual([two]);
  expect(await idsIn(`${found}&filter[component]=${component}`)).toEqual([one, two]);
  const second = (await owner.get(`${found}&page[size]=1&page[number]=2`)).body;
  expect([second.data[0].id, second.meta.total]).toEqual([two, 2]);

  await owner.patch(`flows/${one}`, document('flow', { graph: graphOf(other) }));
  expect(await idsIn(found)).toEqual([two]);
  await owner.delete(`flows/${two}`);
  expect(await idsIn(found)).toEqual([]);
});

test('filter[credential] finds the webhooks with the credential', async () => {
  const including = await flow('A', credential);
  const one = await webhook('One', including, credential);
  await webhook('Two', including);
  const found = `webhooks?filter[credential]=${credential}`;
  expect(await idsIn(found)).toEqual([one]);
  expect(await idsIn(`${found}&filter[flow]=${including}`)).toEqual([one]);
  await owner.patch(
    `webhooks/${one}`,
    JSON.stringify({ data: { type: 'webhook', id: one, relationships: { credential: { data: null } } } }),
  );
  expect(await idsIn(found)).toEqual([]);
});

test('filter[component] finds the webhooks whose flow includes the component', async () => {
  const [including, empty] = [await flow('A', null, null), await flow('B')];
  const webhooks = [await webhook('One', including), await webhook('Two', including, credential)];
  const outside = await webhook('Three', empty);
  const found = `webhooks?sort=name&filter[component]=${component}`;
  expect(await idsIn(found)).toEqual(webhooks);
  expect(await idsIn(`${found}&filter[credential]=${credential}`)).toEqual([webhooks[1]]);
  await owner.patch(`flows/${empty}`, document('flow', { graph: graphOf(null) }));
  expect(await idsIn(found)).toEqual([webhooks[0], outside, webhooks[1]]);
});

describe.each(['flows', 'webhooks'])('%s', (resource) => {
  test('of another tenant are not found by its credential or by a global component', async () => {
    const global = await makeComponent(owner, STOPWATCH, 'global');
    component = global;
    await webhook('One', await flow('A', credential), credential);
    const stranger = await app.tenant();
    expect(await idsIn(`${resource}?filter[credential]=${credential}`)).toHaveLength(1);
    expect(await idsIn(`${resource}?filter[credential]=${credential}`, stranger)).toEqual([]);
    expect(await idsIn(`${resource}?filter[component]=${global}`)).toHaveLength(1);
    expect(await idsIn(`${resource}?filter[component]=${global}`, stranger)).toEqual([]);
  });

  test.each(['credential', 'component'])('are not found by an unknown %s', async (filter) => {
    expect(await idsIn(`${resource}?filter[${filter}]=${newId()}`)).toEqual([]);
  });

  test.each(['credential', 'component'])('filter[%s] accepts one ID and nothing else', async (filter) => {
    for (const value of [
      '',
      '7',
      `${credential},${credential}`,
      credential.toUpperCase(),
      "'",
      '%25',
      '%F0%9F%94%91',
    ]) {
      const { status, body } = await owner.get(`${resource}?filter[${filter}]=${value}`);
      expect([value, status, body.errors[0].code, body.errors[0].source]).toEqual([
        value,
        400,
        'invalid_parameter',
        { parameter: `filter[${filter}]` },
      ]);
    }
  });
});
