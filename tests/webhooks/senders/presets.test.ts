import type { Verification } from '../../../src/signatures/index.ts';
import { checkSender } from '../../signatures/check.ts';
import { loadSchemas } from '../../../src/schema/index.ts';
import { loadSenders, type Sender } from '../../../src/webhooks/index.ts';
import { document, startApp, type Caller, type TestApp } from '../../support/app.ts';
import { LOOPBACK_ALLOWED } from '../../support/credentials.ts';
import {
  eventsKept,
  makeWebhook,
  startFlowTarget,
  type FlowTarget,
  type MadeWebhook,
} from '../../support/webhooks.ts';
import { headersNow } from './signing.ts';

const ALL = loadSenders(loadSchemas()).all();

/** Members of a preset that also belong to a webhook. */
const OF_WEBHOOK = ['authentication', 'config_services', 'deduplication', 'response'];

let app: TestApp;
let owner: Caller;
let target: FlowTarget;
beforeAll(async () => {
  app = await startApp(LOOPBACK_ALLOWED);
  owner = await app.tenant();
  target = await startFlowTarget();
});
afterAll(async () => {
  await app.close();
  await target.close();
});

/** Creates a webhook from the preset in the API, with the examples of its parameters and the secret of its sample. */
async function webhookFrom({ id, parameters = {}, sample }: Sender): Promise<MadeWebhook> {
  const { body } = await owner.get(`/v2/senders/${id}`);
  const copied = Object.entries(body.data.attributes as object).filter(([name]) => OF_WEBHOOK.includes(name));
  const text = Object.entries(parameters).reduce(
    (filled, [name, parameter]) => filled.replaceAll(`"{${name}}"`, JSON.stringify(parameter!.example)),
    JSON.stringify(Object.fromEntries(copied)),
  );
  return makeWebhook(owner, target.url, { ...JSON.parse(text), secret: sample.secret });
}

/** The body with one bit of one byte changed: of the secret, if the sender sends that instead of a signature. */
function changed({ sample: { body, secret } }: Sender): Buffer {
  const bytes = Buffer.from(body);
  const sent = bytes.indexOf(secret);
  bytes[sent === -1 ? Math.floor(bytes.length / 2) : sent]! ^= 1;
  return bytes;
}

test('no two presets have the same name', () => {
  const names = ALL.map(({ name }) => name.toLowerCase());
  expect(names).toEqual([...new Set(names)]);
});

describe.each(ALL.map((sender): [string, Sender] => [sender.id, sender]))('%s', (_id, sender) => {
  test('the sample has a valid signature for the time when it was sent', async () => {
    const { headers, body, secret, method, url = '', sent_at } = sender.sample;
    const names = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
    const verification = sender.config_services.webhook_event_verification as Verification;
    const request = {
      headers: Object.fromEntries(names),
      body: Buffer.from(body),
      method,
      url,
      secrets: [secret],
      now: sent_at === undefined ? Date.now() : Date.parse(sent_at),
    };
    expect(await checkSender(verification, request)).toMatchObject({ valid: true });
  });

  test('a webhook from the preset accepts the sample', async () => {
    const webhook = await webhookFrom(sender);
    const { method, body } = sender.sample;
    const { status } = await app.request(method, webhook.path, {
      headers: headersNow(sender, webhook.endpoint),
      body,
    });
    expect([sender.response?.status ?? [200, 202]].flat()).toContain(status);
    expect(await eventsKept(app, webhook)).toBe(1);
  });

  test('a webhook from the preset refuses the sample with one byte changed', async () => {
    const webhook = await webhookFrom(sender);
    const headers = headersNow(sender, webhook.endpoint);
    const answer = await app.request(sender.sample.method, webhook.path, { headers, body: changed(sender) });
    expect([answer.status, await eventsKept(app, webhook)]).toEqual([401, 0]);
  });

  test('the parser of the preset finds the type of the sample', async () => {
    const webhook = await webhookFrom(sender);
    const sample = { headers: headersNow(sender, webhook.endpoint), body: sender.sample.body };
    const { body } = await owner.post(`webhooks/${webhook.id}/tests`, document('webhook-test', sample));
    const { sender: proof, handshake, parser } = body.data.attributes;
    expect([proof, handshake]).toEqual([{ proven: true, reason: null }, null]);
    // Some senders publish a sample of plain text instead of an event.
    if (sender.sample.headers['Content-Type'] === 'text/plain') return;
    expect(parser).toMatchObject({ parsed: { type: expect.any(String) }, reason: null });
  });

  test('every fact has a source or is named as unconfirmed', () => {
    const { config_services, response, deduplication } = sender;
    const facts = [
      ...Object.keys(config_services),
      ...Object.keys({ ...(response && { response }), ...(deduplication && { deduplication }) }),
      'registration',
      'secret_description',
    ];
    const named = new Set([
      ...sender.sources.flatMap((source) => source.facts),
      ...(sender.unconfirmed ?? []),
    ]);
    expect(facts.filter((fact) => !named.has(fact))).toEqual([]);
  });

  test('no date is in the future', () => {
    const days = [sender.checked_on, ...sender.sources.map(({ checked_on }) => checked_on)];
    // It may already be tomorrow in another time zone.
    for (const day of days) expect(Date.parse(day)).toBeLessThan(Date.now() + 86_400_000);
  });
});
