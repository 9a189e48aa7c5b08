import { checkSender, type Verification } from '../../../src/signatures/index.ts';
import { loadSchemas, type SenderSample } from '../../../src/schema/index.ts';
import { loadSenders, sampleFaults, type Sender } from '../../../src/webhooks/index.ts';
import { document, startApp, type Caller, type TestApp } from '../../support/app.ts';
import { startInternet, type Internet } from '../../support/internet/internet.ts';
import { eventsKept, makeWebhook, type MadeWebhook } from '../../support/webhooks.ts';
import { identityOf } from './identity.ts';
import { requestNow, type SentRequest } from './signing.ts';

const ALL = loadSenders(loadSchemas()).all();

/** Members of a preset that also belong to a webhook. */
const OF_WEBHOOK = ['authentication', 'config_services', 'deduplication', 'response'];

let app: TestApp;
let owner: Caller;
let internet: Internet;
/** What senders publish, by URL. */
let published: Readonly<Record<string, string>> = {};
beforeAll(async () => {
  internet = await startInternet((request, response) => {
    const key = published[`https://${request.headers.host}${request.url}`];
    if (key === undefined) response.writeHead(204).end();
    else response.end(key);
  });
  app = await startApp({ OUTBOUND_PROXY: internet.proxy });
  owner = await app.tenant();
});
afterAll(async () => {
  await app.close();
  await internet.close();
});

/** With the examples of the preset's parameters. */
function filled<T>({ parameters = {} }: Sender, value: T): T {
  const text = Object.entries(parameters).reduce(
    (all, [name, parameter]) => all.replaceAll(`"{${name}}"`, JSON.stringify(parameter!.example)),
    JSON.stringify(value),
  );
  return JSON.parse(text) as T;
}

const verificationOf = (sender: Sender) =>
  filled(sender, sender.config_services.webhook_event_verification) as unknown as Verification;

/** Creates a webhook from the preset in the API. @returns it, and the preset's sample as sent to it now */
async function webhookFrom(sender: Sender, sample: SenderSample) {
  const verification = verificationOf(sender);
  const { secret, ...identity } = await identityOf(sample, verification);
  published = identity.keys;
  // The server keeps keys for each tenant, and these are new.
  const by = Object.keys(published).length === 0 ? owner : await app.tenant();
  const { body } = await by.get(`/v2/senders/${sender.id}`);
  const copied = Object.entries(body.data.attributes as object).filter(([name]) => OF_WEBHOOK.includes(name));
  const given = secret === undefined ? {} : { secret };
  const attributes = { ...filled(sender, Object.fromEntries(copied)), ...given };
  const webhook = await makeWebhook(by, 'https://target.example/', attributes);
  const url = webhook.endpoint + actionsOf(sample);
  const sent = await requestNow(sample, verification, { ...identity, ...given }, url);
  return { by, webhook, sent };
}

/** The path below the endpoint to which the sample is sent. */
const actionsOf = ({ kind }: SenderSample) => (kind === 'action' ? '/actions' : '');

/** One bit of the middle of a text. */
function flipped(text: string): string {
  const bytes = Buffer.from(text);
  bytes[bytes.length >> 1]! ^= 1;
  return bytes.toString();
}

/**
 * The request with one bit changed: of the body if it is signed, and otherwise of the signature, or of the secret if the
 * sender sends that instead.
 */
function changed(sender: Sender, sample: SenderSample, { headers, body }: SentRequest): SentRequest {
  const verification = verificationOf(sender);
  const inHeader = (name: string, prefix = '') => {
    const value = headers[name]!;
    return { headers: { ...headers, [name]: prefix + flipped(value.slice(prefix.length)) }, body };
  };
  const inBody = (part: string) => ({ headers, body: body.replace(part, flipped(part)) });
  switch (verification.type) {
    case 'microsoft_graph':
      return inBody(sample.secret!);
    case 'token':
      if (verification.query !== undefined) return { headers, body };
      return verification.username === undefined
        ? inHeader(verification.header!, verification.prefix)
        : inHeader('Authorization', 'Basic ');
    case 'jwt':
      if (verification.body_hash_claim === undefined)
        return inHeader(verification.header ?? 'Authorization', verification.prefix ?? 'Bearer ');
      return inBody(body);
    case 'hmac': {
      if (verification.body_signed !== false) return inBody(body);
      const [signature] = /(?<=[sS]ignature":")[^"]+/.exec(body)!;
      return inBody(signature);
    }
    default:
      return inBody(body);
  }
}

test('no two presets have the same name', () => {
  const names = ALL.map(({ name }) => name.toLowerCase());
  expect(names).toEqual([...new Set(names)]);
});

/** Plain text that senders publish for testing an implementation, with its signature. */
test.each([
  [
    'github',
    "It's a Secret to Everybody",
    'Hello, World!',
    { 'x-hub-signature-256': 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17' },
  ],
  [
    'bitbucket',
    "It's a Secret to Everybody",
    'Hello World!',
    { 'x-hub-signature': 'sha256=a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9' },
  ],
  [
    'circleci',
    'secret',
    'hello world',
    { 'circleci-signature': 'v1=734cc62f32841568f45715aeb9f4d7891324e6d948e4c6c60c0621cdac48623a' },
  ],
])('%s: the published signature is valid', async (id, secret, body, headers) => {
  const sender = ALL.find((one) => one.id === id)!;
  const request = {
    headers,
    body: Buffer.from(body),
    method: 'POST',
    url: '',
    secrets: [secret],
    now: Date.now(),
  };
  const nothing = () => Promise.reject(new Error('nothing is fetched'));
  const keys = { keySet: nothing, certificate: nothing };
  expect(await checkSender(verificationOf(sender), request, keys)).toMatchObject({ valid: true });
});

const SAMPLES = ALL.flatMap((sender) =>
  sender.samples!.map((sample): [string, string, Sender, SenderSample] => [
    sender.id,
    sample.type,
    sender,
    sample,
  ]),
);

describe.each(SAMPLES)('%s, %s', (_id, type, sender, sample) => {
  const verification = verificationOf(sender);
  /** Where the sender sends its requests: some have the secret in the URL. */
  const pathOf = ({ path }: MadeWebhook, secret = sample.secret!) =>
    verification.type === 'token' && verification.query !== undefined
      ? `${path}?${verification.query}=${secret}`
      : path + actionsOf(sample);

  test('a webhook from the preset accepts the sample', async () => {
    const { webhook, sent } = await webhookFrom(sender, sample);
    const { status } = await app.request('POST', pathOf(webhook), sent);
    expect([sender.response?.status ?? [200, 202]].flat()).toContain(status);
    expect(await eventsKept(app, webhook)).toBe(1);
  });

  test('a webhook from the preset refuses the sample with one bit changed', async () => {
    const { webhook, sent } = await webhookFrom(sender, sample);
    const { status } = await app.request('POST', pathOf(webhook, 'another'), changed(sender, sample, sent));
    expect([status, await eventsKept(app, webhook)]).toEqual([401, 0]);
  });

  test('the parser of the preset finds the type of the sample', async () => {
    const { by, webhook, sent } = await webhookFrom(sender, sample);
    const { search } = new URL(pathOf(webhook), webhook.endpoint);
    const { kind = 'event' } = sample;
    const tried = { ...sent, kind, ...(search !== '' && { query: search }) };
    const { body } = await by.post(`webhooks/${webhook.id}/tests`, document('webhook-test', tried));
    const { sender: proof, handshake, parser } = body.data.attributes;
    expect([proof, handshake]).toEqual([{ proven: true, reason: null }, null]);
    expect(parser).toMatchObject({ parsed: { type }, reason: null });
  });
});

describe.each(ALL.map((sender): [string, Sender] => [sender.id, sender]))('%s', (_id, sender) => {
  const { sources = [], unconfirmed = [], checked_on = '', samples = [] } = sender;

  test('has at least one sample, and all are valid for the time when they were sent', async () => {
    expect(samples).not.toEqual([]);
    expect(await sampleFaults(sender, '')).toEqual([]);
  });

  test('says what it is used for, and where to enter the endpoint', () => {
    const { category, documentation_url, registration } = sender;
    expect([category, documentation_url, registration?.steps]).not.toContain(undefined);
  });

  test('every fact has a source or is named as unconfirmed', () => {
    const { config_services, response, deduplication, secret_description } = sender;
    const facts = [
      ...Object.keys(config_services),
      ...Object.keys({
        ...(response && { response }),
        ...(deduplication && { deduplication }),
        ...(secret_description !== undefined && { secret_description }),
      }),
      'registration',
    ];
    const named = new Set([...sources.flatMap((source) => source.facts), ...unconfirmed]);
    expect(facts.filter((fact) => !named.has(fact))).toEqual([]);
  });

  test('no date is in the future', () => {
    const days = [checked_on, ...sources.map((source) => source.checked_on)];
    // It may already be tomorrow in another time zone.
    for (const day of days) expect(Date.parse(day)).toBeLessThan(Date.now() + 86_400_000);
  });
});
