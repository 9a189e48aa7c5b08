import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSchemas } from '../../../src/schema/index.ts';
import { loadSenders } from '../../../src/webhooks/index.ts';

const schemas = loadSchemas();
const ENTRY = {
  name: 'Example',
  category: 'work',
  documentation_url: 'https://docs.example.com/webhooks',
  checked_on: '2026-01-31',
  sources: [
    {
      url: 'https://docs.example.com/webhooks',
      facts: ['webhook_event_verification'],
      checked_on: '2026-01-31',
      method: 'documented',
    },
  ],
  registration: { steps: ['Enter the endpoint as the URL.'] },
  secret_description: 'The app secret.',
  parameters: { verify_token: { description: 'Any text', pattern: '^[a-z]+$', example: 'token' } },
  config_services: {
    webhook_event_verification: { type: 'meta', verify_token: '{verify_token}' },
    webhook_parser: { type: 'jsonata', format: 'json', expression: '{"type": body.type}' },
  },
  samples: [
    { type: 'page', method: 'POST', headers: { 'X-Signature': 'abc' }, body: '{}', secret: 'secret' },
  ],
};
const [SAMPLE] = ENTRY.samples;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'senders-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function load(files: Record<string, object>) {
  for (const [name, content] of Object.entries(files))
    writeFileSync(join(folder, name), JSON.stringify(content));
  return loadSenders(schemas, undefined, folder);
}

test('each file is a preset whose id is the file name, and nobody can change it', () => {
  const senders = load({ 'b.json': ENTRY, 'a.json': { ...ENTRY, name: 'A' } });
  expect(senders.all().map(({ id, name }) => [id, name])).toEqual([
    ['a', 'A'],
    ['b', 'Example'],
  ]);
  expect(senders.get('b')).toEqual({ id: 'b', ...ENTRY });
  expect(senders.get('__proto__')).toBeUndefined();
  expect(() => Object.assign(senders.get('b')!.config_services, { webhook_parser: null })).toThrow(/^Cannot/);
});

test('a parameter whose example fits its place is fine', () => {
  const [topic] = SNS.topic_arns;
  const parameters = { topic: { description: 'Topic', pattern: '^arn:.*$', example: topic } };
  const config_services = { webhook_event_verification: { ...SNS, topic_arns: ['{topic}'] } };
  const entry = { ...ENTRY, secret_description: undefined, parameters, config_services, samples: undefined };
  expect(load({ 'sns.json': entry }).get('sns')).toMatchObject({ config_services });
});

const withVerification = (verification: object) => ({
  parameters: undefined,
  config_services: { webhook_event_verification: verification },
});
const SNS = { type: 'sns', topic_arns: ['arn:aws:sns:eu-west-1:123456789012:orders'] };
const HMAC = { type: 'hmac', header: 'X-Signature', algorithm: 'sha256', encoding: 'hex', signed: '{body}' };

test.each<[string, object, string]>([
  ['an unknown member', { color: '#112233' }, '/color'],
  ['no source', { sources: [] }, '/sources'],
  ['four steps', { registration: { steps: ['1', '2', '3', '4'] } }, '/registration/steps'],
  ['no name', { name: undefined }, '"name"'],
  ['two samples of one type', { samples: [SAMPLE, SAMPLE] }, '/samples/1/type'],
  ['no verification', { parameters: undefined, config_services: {} }, '/config_services'],
  ['a verification without its settings', withVerification({ type: 'hmac' }), '/config_services'],
  [
    'a signature that does not cover the body',
    withVerification({ ...HMAC, signed: '{timestamp}' }),
    '/config_services/webhook_event_verification/signed',
  ],
  [
    'an expression that cannot be parsed',
    {
      config_services: {
        ...ENTRY.config_services,
        webhook_parser: { type: 'jsonata', format: 'json', expression: '{"type": ' },
      },
    },
    '/config_services/webhook_parser/expression',
  ],
  ['a secret that no webhook accepts', withVerification({ ...HMAC, key: 'base64' }), '/samples/0/secret'],
  ['a sample without its secret', { samples: [{ ...SAMPLE, secret: undefined }] }, '/samples/0/secret'],
  ['a secret that nothing describes', { secret_description: undefined }, '/secret_description'],
  [
    'a secret that the sender does not have',
    { parameters: undefined, config_services: { webhook_event_verification: SNS } },
    '/samples/0/secret',
  ],
  [
    'a handshake without its settings',
    { config_services: { ...ENTRY.config_services, webhook_handshake: { type: 'get_challenge' } } },
    '/config_services/webhook_handshake',
  ],
  [
    'a handshake that does not fit the verification',
    { config_services: { ...ENTRY.config_services, webhook_handshake: { type: 'crc' } } },
    '/config_services/webhook_handshake',
  ],
  [
    'a response that cannot be computed',
    { response: { status: 200, expression: '{' } },
    '/response/expression',
  ],
  [
    'an example that its place does not accept',
    {
      parameters: { topic: { description: 'Topic', pattern: '^.*$', example: 'orders' } },
      config_services: { webhook_event_verification: { ...SNS, topic_arns: ['{topic}'] } },
    },
    '/config_services/webhook_event_verification/topic_arns/0',
  ],
  [
    'a parameter that nothing uses',
    { parameters: { ...ENTRY.parameters, other: ENTRY.parameters.verify_token } },
    '/parameters/other',
  ],
  [
    'a pattern that cannot be compiled',
    { parameters: { verify_token: { ...ENTRY.parameters.verify_token, pattern: '^(?=a)$' } } },
    '/parameters/verify_token/pattern',
  ],
  ['a body with status 204', { response: { status: 204, body: 'a' } }, '/response'],
  [
    'an example that does not match its pattern',
    { parameters: { verify_token: { ...ENTRY.parameters.verify_token, example: '1' } } },
    '/parameters/verify_token/example',
  ],
])('%s in a file fails the startup with the names of file and member', (_what, change, member) => {
  const broken = () => load({ 'fine.json': ENTRY, 'broken.json': { ...ENTRY, ...change } });
  expect(broken).toThrow('seeds/senders/broken.json: ');
  expect(broken).toThrow(member);
});
