import { CommanderError } from 'commander';
import { componentCommand } from '../../src/cli/component.ts';
import {
  document,
  makeComponent,
  PIZZA_VAN,
  startApp,
  STOPWATCH,
  type Caller,
  type TestApp,
} from '../support/app.ts';
import { openConnection } from '../support/connection.ts';
import { authorizationOf } from '../support/seeded-tenant.ts';

let app: TestApp;
let owner: Caller;
beforeAll(async () => {
  app = await startApp();
  owner = await app.tenant();
});
afterAll(() => app.close());

const nested = (levels: number) => `${'{"a":'.repeat(levels - 1)}{}${'}'.repeat(levels - 1)}`;
const sized = (bytes: number) => `{"title":"x","a":"${'x'.repeat(bytes - 20)}"}`;
const MIB = 1024 * 1024;
/** Both line breaks and quotes take twice their size in a JSON string. */
const padded = (bytes: number) => {
  const start = `{"title":"x","a":"${'\\"'.repeat(MIB / 4)}"`;
  return `${start}${'\n'.repeat(bytes - start.length - 1)}}`;
};

/** Name, text, and whether the text is acceptable. */
const FILES: [string, string, boolean][] = [
  ['600 KB', sized(600_000), true],
  ['1 MiB', sized(MIB), true],
  ['1 MiB and a byte', sized(MIB + 1), false],
  ['2 MiB of text', padded(2 * MIB), true],
  ['2 MiB and a byte of text', padded(2 * MIB + 1), false],
  ['60 levels', nested(60), true],
  ['61 levels', nested(61), false],
  ['100 levels', nested(100), false],
  ['a key __proto__', '{"a": {"__proto__": {}}}', false],
  ['two client_ids', '{"credentials": {"oauth2": {"client_id": "a", "client_id": "b"}}}', false],
  ['two actions with the same name', '{"actions": {"a": 1, "a": 2}}', true],
  ['1e400', '{"a": 1e400}', false],
  ['an integer over 2^53', '{"a": 12345678901234567890}', false],
  ['2^53 - 1', '{"a": 9007199254740991}', true],
  ['10,000 entries', `{"a": [${Array.from({ length: 10_000 }).fill(1).join()}]}`, true],
  ['10,001 entries', `{"a": [${Array.from({ length: 10_001 }).fill(1).join()}]}`, false],
  ['an escaped NUL', '{"a": "\\u0000"}', false],
  ['a problem', '{"useOAuthClient": "yes"}', false],
  ['a question', '{"env": ["A_KEY", "A_SECRET", "B_KEY", "B_SECRET"]}', true],
  ['OAuth 1', '{"credentials": {"oauth1": {}}}', true],
  ['OAuth 1 with useOAuthClient', '{"credentials": {"oauth1": {}, "useOAuthClient": true}}', false],
  ['an array', '[]', false],
];

test.each(FILES)('%s: check, upload, change and migration agree', async (_, text, acceptable) => {
  const upload = `{"data":{"type":"component","attributes":{"name":"x","descriptor":${text}}}}`;
  const id = await makeComponent(owner, STOPWATCH);
  const answers = {
    check: (await check(text)) === 0,
    upload: (await owner.post('components', upload)).status === 201,
    change: (await owner.patch(`components/${id}`, upload)).status === 200,
    migration: await isAccepted(text),
  };
  expect(answers).toEqual({
    check: acceptable,
    upload: acceptable,
    change: acceptable,
    migration: acceptable,
  });
});

test('a text of the maximum size fits into every request, and a larger one is refused for its own size', async () => {
  const upload = (text: string) =>
    `{"data":{"type":"component","attributes":{"name":"x","description":"${'x'.repeat(1000)}","descriptor":${text}}}}`;
  const codes = async (text: string) => {
    const id = await makeComponent(owner, STOPWATCH);
    const answers = [
      await owner.post('components', upload(text)),
      await owner.patch(`components/${id}`, upload(text)),
      await owner.post('descriptor-migrations', document('descriptor-migration', { text })),
      await owner.post(`components/${id}/migrations`, document('component-migration', { text })),
    ];
    return answers.map(({ status, body }) => (status < 400 ? status : body.errors[0].code));
  };
  expect(await codes(padded(2 * MIB))).toEqual([201, 200, 200, 'component_without_oauth']);
  const refused = ['descriptor_invalid', 'descriptor_invalid', 'validation_failed', 'validation_failed'];
  expect(await codes(padded(2 * MIB + 1))).toEqual(refused);
});

test.each([
  ['POST', 'components'],
  ['PATCH', 'components/:id'],
  ['POST', 'descriptor-migrations'],
  ['POST', 'components/:id/migrations'],
])('%s %s refuses a larger body by its Content-Length', async (method, path) => {
  const id = await makeComponent(owner, STOPWATCH);
  const limit = 4 * MIB + 64 * 1024;
  const statusesFor = async (bytes: number) => {
    const { send, socket, answers } = openConnection(app);
    const target = `/v2/tenants/${owner.tenantId}/${path.replace(':id', id)}`;
    send(
      `${method} ${target} HTTP/1.1`,
      'Host: a',
      `Authorization: ${authorizationOf(owner)}`,
      'Content-Type: application/json',
      'Expect: 100-continue',
      `Content-Length: ${bytes}`,
    );
    const received = await answers((all) => all.length === 1);
    socket.destroy();
    return received.map(({ status }) => status);
  };
  expect(await statusesFor(limit)).toEqual([100]);
  expect(await statusesFor(limit + 1)).toEqual([413]);
});

test('check warns about a file whose upload needs a name', async () => {
  const outcomes = async (text: string) => ({
    warned: (await check(text, '--strict')) === 1,
    refused: (await owner.post('components', uploadWithoutName(text))).status === 422,
  });
  for (const text of ['{}', '{"title": " "}', '{"title": 7}'])
    expect([text, await outcomes(text)]).toEqual([text, { warned: true, refused: true }]);
  expect(await outcomes('{"title": "x"}')).toEqual({ warned: false, refused: false });
});

const uploadWithoutName = (text: string) =>
  `{"data":{"type":"component","attributes":{"descriptor":${text}}}}`;

test('the error for a rejected upload points at the value', async () => {
  const upload = '{"data":{"type":"component","attributes":{"name":"x","descriptor":{"a":[0,1e400]}}}}';
  const { status, body } = await owner.post('components', upload);
  expect([status, body.errors[0].code]).toEqual([422, 'descriptor_invalid']);
  expect(body.errors[0].source.pointer).toBe('/data/attributes/descriptor/a/1');
});

test('of two descriptors in a request, the last is validated, because the last is stored', async () => {
  const upload = (one: string, two: string) =>
    `{"data":{"type":"component","attributes":{"name":"x","descriptor":${one},"descriptor":${two}}}}`;
  expect((await owner.post('components', upload('{"a":1e400}', '{"a":1}'))).status).toBe(201);
  expect((await owner.post('components', upload('{"a":1}', '{"a":1e400}'))).status).toBe(422);
});

test('an upload with a hard-coded client secret returns a warning without the secret', async () => {
  const oauth2 = { client_id: 'abc', client_secret: 'hush-hush-1', token_uri: 'https://a.example/t' };
  const descriptor = { title: 'x', credentials: { oauth2 } };
  const made = await owner.post('components', document('component', { descriptor }));
  expect(made.body.meta.warnings).toContainEqual({
    code: 'client_secret_written',
    detail: expect.stringContaining('client_secret is hard-coded in the file'),
    source: { pointer: '/data/attributes/descriptor/credentials/oauth2/client_secret' },
  });
  expect(JSON.stringify(made.body.meta)).not.toContain('hush-hush-1');
  const address = `components/${made.body.data.id}`;
  const changed = await owner.patch(address, document('component', { descriptor }));
  expect(changed.body.meta).toEqual(made.body.meta);
  expect((await owner.get(address)).body.meta).toBeUndefined();
  const clean = await owner.patch(address, document('component', { descriptor: PIZZA_VAN }));
  expect(clean.body.meta).toBeUndefined();
});

test('a long title is cut between characters', async () => {
  const { body } = await owner.post(
    'components',
    document('component', { descriptor: { title: 'x😀'.repeat(200) } }),
  );
  expect(body.data.attributes.name.isWellFormed()).toBe(true);
  expect([...body.data.attributes.name]).toHaveLength(255);
});

async function check(text: string, ...options: string[]): Promise<number | undefined> {
  let exitCode: number | undefined;
  const command = componentCommand({
    stdout: () => undefined,
    stderr: () => undefined,
    setExitCode: (code) => void (exitCode = code),
    readStdin: () => Promise.resolve(Buffer.from(text)),
  });
  await command.parseAsync(['check', ...options, '-'], { from: 'user' }).catch((error: unknown) => {
    if (!(error instanceof CommanderError)) throw error;
  });
  return exitCode;
}

const PROBLEMS = ['flag_type', 'oauth1_with_flag'];

/** Whether a migration accepts the text. Its outcome does not matter, except for a problem in the text. */
async function isAccepted(text: string): Promise<boolean> {
  const { status, body } = await owner.post(
    'descriptor-migrations',
    document('descriptor-migration', { text }),
  );
  if (status !== 200) return false;
  const codes = body.data.attributes.findings.map(({ code }: { code: string }) => code);
  return !PROBLEMS.some((code) => codes.includes(code));
}
