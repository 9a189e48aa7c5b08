import { loadSchemas } from '../../src/schema/index.ts';
import { loadSenders } from '../../src/webhooks/index.ts';
import { startApp, type Answer, type Caller, type TestApp } from '../support/app.ts';
import { LOOPBACK_ALLOWED } from '../support/credentials.ts';
import { SLACK } from '../support/senders.ts';
import { until } from '../support/until.ts';
import { makeWebhook, startFlowTarget, type FlowTarget, type MadeWebhook } from '../support/webhooks.ts';

/** The signing secret of Slack's documentation. */
const SECRET = '8f742231b10e8888abcd99yyyzzz85a5';
const PRESET = loadSenders(loadSchemas()).get('slack')!;

// The bodies are those of Slack's documentation, shortened.
const FORM = 'application/x-www-form-urlencoded';
const JSON_TYPE = 'application/json';
const EVENT = JSON.stringify({
  token: 'XXYYZZ',
  team_id: 'T123ABC456',
  api_app_id: 'A123ABC456',
  event: {
    type: 'reaction_added',
    user: 'U123ABC456',
    item: { type: 'message', channel: 'C123ABC456', ts: '1464196127.000002' },
    reaction: 'slightly_smiling_face',
    event_ts: '1465244570.336841',
  },
  type: 'event_callback',
  event_id: 'Ev123ABC456',
  event_time: 1234567890,
});
const JOINED = JSON.stringify({
  type: 'event_callback',
  event_id: 'Ev123ABC457',
  event: { type: 'team_join', user: { id: 'U234' } },
});
const COMMAND =
  'token=gIkuvaNzQIHg97ATvDxqgjtO&team_id=T0001&team_domain=example&channel_id=C2147483705&channel_name=test&user_id=U2147483697&user_name=Steve&command=/weather&text=94070&response_url=https://hooks.slack.com/commands/1234/5678&trigger_id=13345224609.738474920.8088930838d88f008e0&api_app_id=A123456';
const ACTION = `payload=${encodeURIComponent(
  JSON.stringify({
    type: 'block_actions',
    team: { id: 'T9TK3CUKW', domain: 'example' },
    user: { id: 'UA8RXUSPL', username: 'jtorrance', team_id: 'T9TK3CUKW' },
    api_app_id: 'AABA1ABCD',
    container: { type: 'message_attachment', message_ts: '1548261231.000200' },
    trigger_id: '12321423423.333649436676.d8c1bb837935619ccad0f624c448ffb3',
    actions: [{ action_id: 'WaXA', block_id: '=qXel', value: 'click_me_123', type: 'button' }],
  }),
)}`;
const VERIFICATION =
  '{"token":"Jhj5dZrVaK7ZwHHjRyZWjbDl","challenge":"3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P","type":"url_verification"}';

let app: TestApp;
let owner: Caller;
let target: FlowTarget;
let webhook: MadeWebhook;
beforeAll(async () => {
  app = await startApp(LOOPBACK_ALLOWED);
  owner = await app.tenant();
  target = await startFlowTarget();
  const { config_services } = PRESET;
  webhook = await makeWebhook(owner, target.url, {
    authentication: 'signature',
    config_services,
    secret: SECRET,
  });
});
afterAll(async () => {
  await app.close();
  await target.close();
});

const now = () => Math.floor(Date.now() / 1000);

function send(body: string, type: string, headers: object = {}, signing: object = {}): Promise<Answer> {
  const signed = SLACK.headers(body, { secret: SECRET, ...signing });
  return app.request('POST', webhook.path, {
    headers: { ...signed, 'Content-Type': type, ...headers },
    body,
  });
}

interface Stored {
  state: string;
  type: string;
  user: string | null;
}

/** The webhook's events, once this many are parsed and none waits. */
function events(count: number): Promise<Stored[]> {
  return until(async () => {
    const { body } = await owner.get(`webhook-events?filter[webhook]=${webhook.id}`);
    const listed = await Promise.all(
      body.data.map(async ({ id }: { id: string }) => (await owner.get(`webhook-events/${id}`)).body.data),
    );
    const stored = listed.map(({ attributes: { state, parsed, external_user_id } }) => ({
      state,
      type: parsed?.type,
      user: external_user_id,
    }));
    const isDone = stored.every(({ state }) => state !== 'pending');
    return stored.length >= count && isDone ? stored : undefined;
  });
}

test('one endpoint from the preset receives all that Slack sends, and retries are duplicates', async () => {
  const verified = await send(VERIFICATION, JSON_TYPE);
  expect([verified.status, verified.text]).toEqual([
    200,
    '3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P',
  ]);
  const requests: [string, string][] = [
    [EVENT, JSON_TYPE],
    [JOINED, JSON_TYPE],
    [COMMAND, FORM],
    [ACTION, FORM],
  ];
  for (const [body, type] of requests) {
    const { status, text } = await send(body, type);
    expect([status, text]).toEqual([200, '']);
  }
  await events(4);
  // Slack signs a retry again, so only the event's ID shows what it is.
  const retry = { 'X-Slack-Retry-Num': '1', 'X-Slack-Retry-Reason': 'http_timeout' };
  expect((await send(EVENT, JSON_TYPE, retry, { at: now() - 60 })).status).toBe(200);
  const stored = (await events(5)).map(({ state, type, user }) => [state, type, user]);
  expect(stored.toSorted()).toEqual(
    [
      ['delivered', '/weather', 'U2147483697'],
      ['delivered', 'block_actions', 'UA8RXUSPL'],
      ['delivered', 'reaction_added', 'U123ABC456'],
      ['delivered', 'team_join', 'U234'],
      ['duplicate', undefined, null],
    ].toSorted(),
  );
  expect(target.received).toHaveLength(4);
});

test('another secret and an old request are refused, also for the verification of the URL', async () => {
  for (const body of [VERIFICATION, EVENT]) {
    expect((await send(body, JSON_TYPE, {}, { secret: `${SECRET}0` })).status).toBe(401);
    expect((await send(body, JSON_TYPE, {}, { at: now() - 301 })).status).toBe(401);
  }
});
