import { startApp, type Caller, type TestApp } from '../../support/app.ts';

let app: TestApp;
let owner: Caller;
beforeAll(async () => {
  app = await startApp();
  owner = await app.tenant();
});
afterAll(() => app.close());

const TOKEN = { type: 'token', header: 'X-Token' };
const SAMPLE = { type: 'a', method: 'POST', headers: { 'X-Token': 'sample' }, body: '{}', secret: 'sample' };
const SIMPLE = {
  name: 'Simple',
  secret_description: 'Any text.',
  config_services: { webhook_event_verification: TOKEN },
  samples: [SAMPLE],
};
const JWKS = 'https://keys.example/jwks';
const JWT = { type: 'jwt', algorithms: ['RS256'], jwks_url: JWKS, issuer: 'https://keys.example' };
const withServices = (services: object) => ({
  config_services: { webhook_event_verification: TOKEN, ...services },
});
const withVerification = (verification: object, sample: object = {}) => ({
  config_services: { webhook_event_verification: verification },
  secret_description: undefined,
  samples: [{ ...SAMPLE, secret: undefined, ...sample }],
});
const parameters = (parameter: object) => ({
  config_services: { webhook_event_verification: { type: 'token', username: '{user}' } },
  samples: [],
  parameters: { user: { description: 'The user', pattern: '^[a-z]+$', example: 'acme', ...parameter } },
});
const nested = (depth: number): unknown => (depth === 0 ? 1 : { a: nested(depth - 1) });

const define = (attributes: object, id = 'hostile') =>
  owner.post('senders', { data: { type: 'sender', id, attributes: { ...SIMPLE, ...attributes } } });

test('the preset that the following cases break is valid', async () => {
  expect((await define({}, 'valid')).status).toBe(201);
  expect((await define(parameters({}), 'valid-parameters')).status).toBe(201);
});

test.each<[string, object, string]>([
  ['without a verification', { config_services: {} }, 'config_services'],
  ['with an unknown service', withServices({ token_validation: {} }), 'config_services/token_validation'],
  [
    'with an unknown member in a service',
    withServices({ webhook_event_verification: { ...TOKEN, query: 1 } }),
    'config_services/webhook_event_verification/query',
  ],
  ['with an unknown attribute', { sample: SAMPLE }, 'sample'],
  ['with the attribute own', { own: { tenant_id: 'x' } }, 'own'],
  [
    'with an expression that does not parse',
    withServices({ webhook_parser: { type: 'jsonata', format: 'json', expression: '$((' } }),
    'config_services/webhook_parser/expression',
  ],
  [
    'with a response that does not parse',
    { response: { status: 200, expression: '$((' } },
    'response/expression',
  ],
  ['with a body that its status does not allow', { response: { status: 204, body: 'a' } }, 'response'],
  [
    'with a key URL that the server never calls',
    withVerification({ ...JWT, jwks_url: 'https://10.0.0.1/jwks' }),
    'config_services/webhook_event_verification/jwks_url',
  ],
  ['with a sample that it refuses', { samples: [{ ...SAMPLE, headers: {} }] }, 'samples/0'],
  [
    'with the secret of another sample',
    { samples: [SAMPLE, { ...SAMPLE, type: 'b', secret: 'c' }] },
    'samples/1',
  ],
  ['with two samples of a type', { samples: [SAMPLE, SAMPLE] }, 'samples/1/type'],
  ['with a sample without its secret', { samples: [{ ...SAMPLE, secret: undefined }] }, 'samples/0/secret'],
  ['with a secret that nothing describes', { secret_description: undefined }, 'secret_description'],
  ['with keys that are none', withVerification(JWT, { keys: { [JWKS]: '{' } }), 'samples/0'],
  ['with a missing key', withVerification(JWT, { keys: { __proto__: null } }), 'samples/0'],
  [
    'with a token in the query of a URL that its sample does not have',
    { config_services: { webhook_event_verification: { type: 'token', query: 'secret' } } },
    'samples/0',
  ],
  ['with a sample for a URL that is none', { samples: [{ ...SAMPLE, url: 'https://[' }] }, 'samples/0/url'],
  ['with a sample that has no time', { samples: [{ ...SAMPLE, sent_at: 'yesterday' }] }, 'samples/0/sent_at'],
  [
    'with a client certificate, which no sample has',
    withVerification({ type: 'client_certificate', common_name: 'acme' }),
    'samples/0',
  ],
  ['with an example that does not match', parameters({ example: 'A' }), 'parameters/user/example'],
  ['with a pattern that is none', parameters({ pattern: '(' }), 'parameters/user/pattern'],
  [
    'with a pattern that would take forever to match',
    parameters({ pattern: '^(([a-z])+)+1$', example: 'a'.repeat(60) }),
    'parameters/user/example',
  ],
  [
    'with a sample that is too long',
    { samples: [{ ...SAMPLE, body: 'x'.repeat(10_001) }] },
    'samples/0/body',
  ],
  [
    'with too many samples',
    { samples: Array.from({ length: 11 }, (_, n) => ({ ...SAMPLE, type: `t${n}` })) },
    'samples',
  ],
])('a preset %s is refused', async (_, attributes, member) => {
  const { status, body } = await define(attributes);
  expect([status, body.errors[0]?.source?.pointer]).toEqual([422, `/data/attributes/${member}`]);
});

test('a sample without what its sender publishes is refused by the URL, not by its content', async () => {
  const { body } = await define(withVerification(JWT, { headers: { Authorization: 'Bearer e30.e30.AA' } }));
  expect(body.errors[0].detail).toContain(`keys must contain what the sender publishes at ${JWKS}.`);
});

test('a preset of more than 64 KiB is refused', async () => {
  const samples = Array.from({ length: 8 }, (_, n) => ({
    ...SAMPLE,
    type: `t${n}`,
    body: 'x'.repeat(9_000),
  }));
  const { status, body } = await define({ samples });
  expect([status, body.errors[0].source.pointer]).toEqual([422, '/data/attributes']);
  expect(body.errors[0].detail).toContain('larger than 64 KiB');
  expect((await define({ samples: samples.slice(0, 6) }, 'large')).status).toBe(201);
});

test.each([10, 30, 2_000])('JSON that is nested %i levels deep is refused, not evaluated', async (depth) => {
  const { status } = await define(withServices({ webhook_handshake: nested(depth) }));
  expect([400, 422]).toContain(status);
});

test('keys like __proto__ and constructor are refused', async () => {
  const text = JSON.stringify({ data: { type: 'sender', id: 'proto', attributes: SIMPLE } });
  for (const [at, key, code] of [
    ['"name":', '"__proto__":{"name":"a"},"name":', 'invalid_text'],
    ['"header":', '"constructor":{},"header":', 'validation_failed'],
    ['"X-Token":"sample"', '"X-Token":"sample","__proto__":"x"', 'invalid_text'],
  ] as const) {
    const { body } = await owner.post('senders', text.replace(at, key));
    expect([key, body.errors[0].code]).toEqual([key, code]);
  }
  expect(Object.hasOwn(Object.prototype, 'name')).toBe(false);
});

test('an example cannot add members to the services', async () => {
  const verification = { type: 'meta', verify_token: '{token}' };
  for (const [id, example] of [
    ['quoted', 'x","type":"github'],
    ['dollars', "$'$`$&"],
    ['braces', '{token}'],
  ] as const) {
    const token = { description: 'Any text', pattern: '^.*$', example };
    const config_services = { webhook_event_verification: verification };
    const { status, body } = await define({ config_services, samples: [], parameters: { token } }, id);
    expect([id, status]).toEqual([id, 201]);
    expect(body.data.attributes).toMatchObject({ config_services, parameters: { token } });
  }
});

test.each(['Acme', 'a b', '', '-a', 'a'.repeat(61), '../x', '__proto__'])(
  'the ID "%s" is refused',
  async (id) => {
    const { status, body } = await define({}, id);
    expect([status, body.errors[0].source.pointer]).toEqual([422, '/data/id']);
  },
);
