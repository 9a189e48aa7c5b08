import { createHmac } from 'node:crypto';
import { document, makeFlow, startApp, type Answer, type Caller, type TestApp } from '../support/app.ts';
import { LOOPBACK_ALLOWED } from '../support/credentials.ts';
import {
  attempted,
  eventIn,
  FROM_GITHUB,
  githubHeaders,
  hurry,
  makeWebhook,
  sendSigned,
  startFlowTarget,
  UNDERSTOOD,
  type FlowTarget,
  type MadeWebhook,
} from '../support/webhooks.ts';

let app: TestApp;
let owner: Caller;
let target: FlowTarget;
let webhook: MadeWebhook;
beforeAll(async () => {
  app = await startApp(LOOPBACK_ALLOWED);
});
afterAll(() => app.close());
beforeEach(async () => {
  owner = await app.tenant();
  target = await startFlowTarget();
  webhook = await makeWebhook(owner, target.url, UNDERSTOOD);
});
afterEach(() => target.close());

const changeFlow = (delivery: object | null, flow = webhook.flow): Promise<Answer> =>
  owner.patch(`flows/${flow}`, document('flow', { delivery }));

async function deliverAs(delivery: object): Promise<void> {
  const { status, text } = await changeFlow(delivery);
  if (status !== 200) throw new Error(text);
}

async function sendEvent(body: string): Promise<string> {
  const { status, body: answer, text } = await sendSigned(app, webhook, body);
  if (status !== 202) throw new Error(text);
  return answer.id;
}

async function delivered(body: string) {
  const count = target.received.length + 1;
  const id = await sendEvent(body);
  await target.until(count);
  return { id, ...target.received[count - 1]! };
}

const ORDER = '{"type":"order.paid","id":7,"user":"Zoë","data":{"n":12345678901234567890}}';

/** The CloudEvent in a request (CloudEvents 1.0, HTTP Protocol Binding, 3). */
function cloudEventIn({ headers, body }: Pick<FlowTarget['received'][number], 'headers' | 'body'>) {
  const type = headers['content-type']!;
  if (type.startsWith('application/cloudevents+json'))
    return JSON.parse(body.toString()) as Record<string, unknown>;
  const attributes = Object.entries(headers).flatMap(([name, value]) =>
    name.startsWith('ce-') ? [[name.slice(3), decodeURIComponent(value as string)]] : [],
  );
  const data: unknown = JSON.parse(body.toString());
  return { ...Object.fromEntries(attributes), datacontenttype: type, data } as Record<string, unknown>;
}

test.each(['cloudevents_structured', 'cloudevents_binary'])('%s has the parsed event', async (format) => {
  await deliverAs({ format });
  const { id, headers, body } = await delivered(ORDER);
  const event = cloudEventIn({ headers, body });
  expect(event).toEqual({
    specversion: '1.0',
    id,
    source: `/v2/tenants/${owner.tenantId}/webhooks/${webhook.id}`,
    type: 'order.paid',
    time: (await owner.get(`webhook-events/${id}`)).body.data.attributes.received_at,
    subject: 'Zoë',
    kind: 'event',
    senderid: '7',
    datacontenttype: 'application/json',
    data: { n: '12345678901234567890' },
  });
  expect(headers['webhook-id']).toBe(event['id']);
});

test('without a parser, the data is the body as received', async () => {
  webhook = await makeWebhook(owner, target.url, FROM_GITHUB);
  await deliverAs({ format: 'cloudevents_structured' });
  const { body } = await delivered('{"n":12345678901234567890}');
  expect(body.toString()).toContain('"data":{"n":12345678901234567890}');
  expect(JSON.parse(body.toString())).toMatchObject({ type: 'valetkey.webhook.event' });
});

test('the data is what the expression returns, with the content type that the flow sets', async () => {
  await deliverAs({
    format: 'cloudevents_structured',
    body: '"<user>" & user & "</user>"',
    headers: { 'Content-Type': 'application/xml' },
  });
  const { headers, body } = await delivered(ORDER);
  expect(headers['content-type']).toBe('application/cloudevents+json; charset=utf-8');
  expect(cloudEventIn({ headers, body })).toMatchObject({
    datacontenttype: 'application/xml',
    data: '<user>Zoë</user>',
  });
});

test('the signature is that of the body as it is sent', async () => {
  const signing = { type: 'hmac_sha256', header: 'X-Hmac', prefix: '' };
  await deliverAs({ format: 'cloudevents_structured', signing });
  const { headers, body } = await delivered(ORDER);
  const digest = createHmac('sha256', webhook.signingSecret).update(body).digest('hex');
  expect(headers['x-hmac']).toBe(digest);
});

test("the attributes of a sender's CloudEvent do not mix with those of the delivery", async () => {
  const { config_services: services } = FROM_GITHUB;
  const config_services = { ...services, webhook_parser: { type: 'jsonata', format: 'cloudevents' } };
  webhook = await makeWebhook(owner, target.url, { ...FROM_GITHUB, config_services });
  const theirs = {
    'ce-specversion': '1.0',
    'ce-id': '1',
    'ce-source': '/a',
    'ce-type': 'paid',
    'ce-team': 'x',
  };
  const send = (body: string) =>
    app.request('POST', webhook.path, { headers: { ...githubHeaders(body), ...theirs }, body });
  await send('{"n":1}');
  await target.until(1);
  expect(target.received[0]!.headers).toMatchObject(theirs);
  await deliverAs({ format: 'cloudevents_binary' });
  theirs['ce-id'] = '2';
  const { body } = await send('{"n":2}');
  await target.until(2);
  const event = cloudEventIn(target.received[1]!);
  expect(event).toMatchObject({
    id: body.id,
    type: 'paid',
    senderid: '/a 2',
    data: { team: 'x', data: { n: 2 } },
  });
  expect(event).not.toHaveProperty('team');
});

test('each attempt and replay has the same ID, and each copy for another flow its own', async () => {
  const other = await makeFlow(owner, []);
  const settings = { target_url: target.url, status: 'active', delivery: { format: 'cloudevents_binary' } };
  await owner.patch(`flows/${other}`, document('flow', settings));
  await deliverAs({ format: 'cloudevents_binary' });
  const additional_flows = [{ flow_id: other }];
  await owner.patch(`webhooks/${webhook.id}`, document('webhook', { additional_flows }));
  let failing = true;
  target.answer((response) => void response.writeHead(failing ? 500 : 204).end());
  const id = await sendEvent(ORDER);
  await target.until(2);
  await attempted(owner, id, 1);
  failing = false;
  await hurry(app, id);
  await eventIn(owner, id, 'delivered');
  const identities = target.received.map(({ headers }) => [headers['ce-source'], headers['ce-id']]);
  const source = `/v2/tenants/${owner.tenantId}/webhooks/${webhook.id}`;
  expect(new Set(identities.map(([of]) => of))).toEqual(new Set([source]));
  expect(identities.filter(([, one]) => one === id)).toHaveLength(2);
  expect(new Set(identities.map(([, one]) => one)).size).toBe(2);
});

describe('with a format', () => {
  test.each(['ce-id', 'CE-Type', 'ce-subject', 'ce-datacontenttype', 'ce-credential'])(
    'the header %s cannot be set',
    async (name) => {
      const { status, body } = await changeFlow({ format: 'cloudevents_binary', headers: { [name]: 'x' } });
      expect([status, body.errors[0].source.pointer]).toEqual([
        422,
        `/data/attributes/delivery/headers/${name}`,
      ]);
      expect((await changeFlow({ headers: { [name]: 'x' } })).status).toBe(200);
    },
  );

  test('an extension can be added', async () => {
    await deliverAs({ format: 'cloudevents_binary', headers: { 'ce-team': 'blue' } });
    expect(cloudEventIn(await delivered(ORDER))).toMatchObject({ team: 'blue' });
  });

  test('no signature can be in the header of an attribute', async () => {
    const signing = { type: 'hmac_sha256', header: 'ce-id' };
    expect((await changeFlow({ format: 'cloudevents_binary', signing })).status).toBe(422);
  });

  test('another format is refused', async () => {
    expect((await changeFlow({ format: 'cloudevents' })).status).toBe(422);
  });
});
