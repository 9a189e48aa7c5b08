import { document, startApp, type Answer, type Caller, type TestApp } from '../support/app.ts';
import { LOOPBACK_ALLOWED } from '../support/credentials.ts';
import { DECLARED, SLACK, type Sender } from '../support/senders.ts';
import {
  eventsKept,
  makeWebhook,
  startFlowTarget,
  type FlowTarget,
  type MadeWebhook,
} from '../support/webhooks.ts';
import { until } from '../support/until.ts';

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

const make = ({ attributes }: Sender, more: object) =>
  makeWebhook(owner, target.url, { ...attributes, ...more });

function send(path: string, sender: Sender, body: string, signing: object = {}): Promise<Answer> {
  return app.request('POST', path, { headers: sender.headers(body, signing), body });
}

/** Sends the event until its response is computed, which a busy machine may not do in time. */
function computed(path: string, sender: Sender, body: string): Promise<Answer> {
  return until(async () => {
    const answer = await send(path, sender, body);
    return answer.text === '' ? undefined : answer;
  });
}

/** Never ends by itself. */
const ENDLESS = '($f := function($n) { $f($n + 1) }; $f(0))';
const FIXED = 'We will look into it.';

const TWIML = {
  status: 200,
  content_type: 'text/xml',
  format: 'form',
  expression: `"<Response><Message>Received: " & $replace($replace(body.Body, "&", "&amp;"), "<", "&lt;") & "</Message></Response>"`,
};
const SOAP = {
  status: 200,
  content_type: 'text/xml',
  format: 'xml',
  expression:
    '"<Envelope><Body><Ack>" & (body.Envelope.Body.notifications.Id ? "true" : "false") & "</Ack></Body></Envelope>"',
};
const MESSAGE = {
  status: 200,
  content_type: 'application/json',
  format: 'form',
  expression: '{ "response_type": "ephemeral", "text": "Looking for " & body.text }',
};

describe('the response of an event can be computed from its request:', () => {
  test("Slack's immediate message, at /actions", async () => {
    const webhook = await make(SLACK, { action_response: MESSAGE });
    const { status, body, headers } = await computed(
      `${webhook.path}/actions`,
      SLACK,
      'command=%2Ffind&text=vans',
    );
    expect([status, body]).toEqual([200, { response_type: 'ephemeral', text: 'Looking for vans' }]);
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    expect(headers['webhook-id']).toEqual(expect.any(String));
    expect((await send(webhook.path, SLACK, '{}')).text).toBe('');
  });

  test("TwiML, and SOAP's Ack", async () => {
    const twilio = await make(DECLARED, { response: TWIML });
    const answer = await computed(twilio.path, DECLARED, 'Body=a%3Cb%26c&MessageSid=SM1');
    expect(answer.text).toBe('<Response><Message>Received: a&lt;b&amp;c</Message></Response>');
    expect(answer.headers).toMatchObject({
      'content-type': 'text/xml; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
    });
    const salesforce = await make(DECLARED, { response: SOAP });
    const xml = '<Envelope><Body><notifications><Id>04l</Id></notifications></Body></Envelope>';
    const ack = await computed(salesforce.path, DECLARED, xml);
    expect(ack.text).toBe('<Envelope><Body><Ack>true</Ack></Body></Envelope>');
  });

  test("it can contain the event's ID", async () => {
    const response = { status: 202, content_type: 'application/json', expression: '{ "received": id }' };
    const webhook = await make(DECLARED, { response });
    const { status, body, headers } = await computed(webhook.path, DECLARED, '{}');
    expect([status, body]).toEqual([202, { received: headers['webhook-id'] }]);
  });

  test('as JSON, whatever the expression returns', async () => {
    for (const [expression, text] of [
      ['body.a', '"<b>\\""'],
      ['[1, body.a]', '[1,"<b>\\""]'],
      ['null', 'null'],
    ]) {
      const webhook = await make(DECLARED, {
        response: { status: 200, content_type: 'application/json', expression },
      });
      expect((await computed(webhook.path, DECLARED, '{"a":"<b>\\""}')).text).toBe(text);
    }
  });
});

describe('the fixed body is sent, and the event is stored, if the expression', () => {
  test.each([
    ['fails', '$error("no")', '{}'],
    ['never ends', ENDLESS, '{}'],
    ['uses too much memory', '$string([1..9999999])', '{}'],
    ['returns nothing', 'body.missing', '{}'],
    ['returns a number', '1', '{}'],
    ['returns a function', '$sum', '{}'],
    ['returns too long a text', '$join([1..5000].("ab" & $))', '{}'],
    ['returns a control character', '"a\\u0000b"', '{}'],
    ['gets a body that is not in the declared format', 'body.a', 'a=b'],
  ])('%s', async (_, expression, body) => {
    const webhook = await make(DECLARED, { response: { status: 201, body: FIXED, expression } });
    const { status, text } = await send(webhook.path, DECLARED, body);
    expect([status, text]).toEqual([201, FIXED]);
    expect(await eventsKept(app, webhook)).toBe(1);
    expect(app.logged()).toContain('response expression failed');
  });

  test('waits too long for its turn', async () => {
    const webhook = await make(DECLARED, { response: { status: 200, body: FIXED, expression: ENDLESS } });
    const bodies = ['1', '2', '3', '4', '5', '6'];
    const answers = await Promise.all(bodies.map((body) => send(webhook.path, DECLARED, body)));
    for (const { status, text } of answers) expect([status, text]).toEqual([200, FIXED]);
    expect(await eventsKept(app, webhook)).toBe(bodies.length);
    expect(app.logged()).toContain('There was no result within two seconds.');
  });

  test('fails, and there is no fixed one: the body is empty', async () => {
    const webhook = await make(DECLARED, { response: { status: 200, expression: '$error("no")' } });
    const { status, text, headers } = await send(webhook.path, DECLARED, '{}');
    expect([status, text, headers['content-length']]).toEqual([200, '', '0']);
  });
});

test('the response of a repeated request is computed again, with the ID of the first event', async () => {
  const response = { status: 200, content_type: 'application/json', expression: 'id' };
  const webhook = await make(DECLARED, { response });
  const at = { at: Math.floor(Date.now() / 1000) };
  const answers = await until(async () => {
    const both = [await send(webhook.path, DECLARED, '{}', at), await send(webhook.path, DECLARED, '{}', at)];
    return both.every(({ text }) => text !== '') ? both : undefined;
  });
  const [first, second] = answers.map(({ body }) => body);
  expect([first, second]).toEqual(answers.map(({ headers }) => headers['webhook-id']));
  expect(second).toBe(first);
});

test('a sender that is not verified gets neither the computed nor the fixed body', async () => {
  const webhook = await make(DECLARED, { response: { status: 200, body: FIXED, expression: '"computed"' } });
  const { status, text } = await send(webhook.path, DECLARED, '{}', { secret: 'another' });
  expect(status).toBe(401);
  expect(text).not.toMatch(/computed|look into/);
});

test.each([
  [{ status: 200, expression: '(' }, '/expression', /not valid JSONata/],
  [{ status: 200, expression: 'x'.repeat(2001) }, '/expression', /2000/],
  [{ status: 204, expression: '"a"' }, '', /expression is not allowed with status 204/],
  [{ status: 200, expression: '"a"', format: 'csv' }, '/format', /format/],
])('a response that cannot work is refused: %j', async (response, at, detail) => {
  const webhook = await make(DECLARED, {});
  for (const name of ['response', 'action_response']) {
    const answer = await owner.patch(`webhooks/${webhook.id}`, document('webhook', { [name]: response }));
    const [error] = answer.body.errors;
    expect([answer.status, error.source.pointer]).toEqual([422, `/data/attributes/${name}${at}`]);
    expect(error.detail).toMatch(detail);
  }
});

test('a test of the webhook shows the computed body, or why there is none', async () => {
  const tried = async ({ id }: MadeWebhook, kind: string) => {
    const sample = document('webhook-test', { kind, body: 'text=vans' });
    return (await owner.post(`webhooks/${id}/tests`, sample)).body.data.attributes.response;
  };
  const response = { status: 200, expression: 'body.a' };
  const webhook = await make(SLACK, { response, action_response: MESSAGE });
  expect(await tried(webhook, 'action')).toEqual({
    body: '{"response_type":"ephemeral","text":"Looking for vans"}',
    reason: null,
  });
  expect(await tried(webhook, 'event')).toEqual({ body: null, reason: 'The body is not valid JSON.' });
  expect(await tried(await make(SLACK, {}), 'event')).toBeNull();
});
