import { createServer } from 'node:https';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import type { ServerResponse } from 'node:http';
import { evaluate } from '../../src/expressions/index.ts';
import type { WebhookReason } from '../../src/schema/index.ts';
import { document, startApp, type Caller, type TestApp } from '../support/app.ts';
import { tablesOf } from '../support/direct-database.ts';
import { LOOPBACK_ALLOWED } from '../support/credentials.ts';
import { until } from '../support/until.ts';
import { selfSigned } from '../support/self-signed.ts';
import {
  attempted,
  deliveriesOf,
  eventIn,
  eventWhen,
  FROM_GITHUB,
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
afterAll(async () => {
  await app.close();
  await Promise.all(evaluations);
});
beforeEach(async () => {
  owner = await app.tenant();
  target = await startFlowTarget();
  webhook = await makeWebhook(owner, target.url, FROM_GITHUB);
});
afterEach(() => target.close());

/** Causes a reason. @returns the ID of the event that has it */
type Scenario = () => Promise<string>;

async function sendEvent(body = '{}'): Promise<string> {
  const { status, body: answer, text } = await sendSigned(app, webhook, body);
  if (status !== 202) throw new Error(text);
  return answer.id;
}

/** The target responds like this. */
function targetResponds(how: (response: ServerResponse) => unknown): Scenario {
  return () => {
    target.answer((response) => void how(response));
    return sendEvent();
  };
}

const withStatus = (status: number): Scenario =>
  targetResponds((response) => response.writeHead(status, { Location: '/elsewhere' }).end());

/** The flow has this target, even if the API would refuse it. */
function targetAt(target_url: string | (() => string)): Scenario {
  return async () => {
    const url = typeof target_url === 'string' ? target_url : target_url();
    await tablesOf(app)('flows').where({ id: webhook.flow }).update({ target_url: url });
    return sendEvent();
  };
}

/** This changes between two attempts. */
function meanwhile(change: () => Promise<unknown>): Scenario {
  return async () => {
    const id = await withStatus(500)();
    await attempted(owner, id, 1);
    await change();
    await hurry(app, id);
    return id;
  };
}

const ENDLESS = '($f := function(){ $f() }; $f())';

const evaluations: Promise<unknown>[] = [];

/** Twenty tenants evaluate an endless expression; together they take longer than the wait limit. */
function occupySlots(): void {
  for (let tenant = 0; tenant < 20; tenant += 1)
    evaluations.push(evaluate(`tenant ${tenant}`, ENDLESS, '{}').catch(() => undefined));
}

const changeFlow = (attributes: object) => owner.patch(`flows/${webhook.flow}`, document('flow', attributes));

const SCENARIOS: Record<WebhookReason, Scenario[]> = {
  webhook_deleted: [meanwhile(() => owner.delete(`webhooks/${webhook.id}`))],
  webhook_off: [
    meanwhile(() => owner.patch(`webhooks/${webhook.id}`, document('webhook', { enabled: false }))),
  ],
  flow_not_active: [meanwhile(() => changeFlow({ status: 'stopped' }))],
  flow_paused: [meanwhile(() => changeFlow({ status: 'paused' }))],
  flow_without_target: [meanwhile(() => changeFlow({ target_url: null }))],
  target_unauthorized: [withStatus(401), withStatus(403)],
  target_gone: [withStatus(410)],
  target_not_found: [withStatus(404), withStatus(405)],
  target_redirects: [withStatus(302), withStatus(308)],
  target_refuses_size: [withStatus(413)],
  target_busy: [withStatus(429)],
  target_rejects: [withStatus(400), withStatus(422)],
  target_failed: [withStatus(500), withStatus(503)],
  target_timeout: [targetResponds(() => undefined)],
  // No resolver accepts a label of more than 63 characters, so no query is sent.
  target_unknown: [targetAt(`https://${'x'.repeat(64)}.example/`)],
  target_certificate: [
    async () => {
      const server = createServer(selfSigned(), (_request, response) => response.end());
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const id = await targetAt(`https://127.0.0.1:${(server.address() as AddressInfo).port}/`)();
      await attempted(owner, id, 1);
      await new Promise((resolve) => server.close(resolve));
      return id;
    },
  ],
  client_certificate: [
    async () => {
      // The alert certificate_required (RFC 8446, 6.2).
      const demanding = createTcpServer((socket) => {
        socket.on('error', () => undefined);
        socket.once('data', () => socket.end(Buffer.of(21, 3, 3, 0, 2, 2, 116)));
      });
      await new Promise<void>((resolve) => demanding.listen(0, '127.0.0.1', resolve));
      const id = await targetAt(`https://127.0.0.1:${(demanding.address() as AddressInfo).port}/`)();
      await attempted(owner, id, 1);
      await new Promise((resolve) => demanding.close(resolve));
      return id;
    },
  ],
  target_unreachable: [
    targetResponds((response) => response.socket!.destroy()),
    // The target does not speak TLS.
    targetAt(() => target.url.replace('http:', 'https:')),
  ],
  url_not_allowed: [targetAt('https://10.0.0.1/')],
  // Only old events have it, from before the status code alone decided.
  answer_unreadable: [],
  duplicate: [
    async () => {
      webhook = await makeWebhook(owner, target.url, UNDERSTOOD);
      await eventIn(owner, await sendEvent('{"id":"1"}'), 'delivered');
      return sendEvent('{"id":"1","data":2}');
    },
  ],
  parser_failed: [
    async () => {
      webhook = await makeWebhook(owner, target.url, UNDERSTOOD);
      return sendEvent('no JSON');
    },
  ],
  no_filter_matched: [
    async () => {
      webhook = await makeWebhook(owner, target.url, { ...UNDERSTOOD, filter: { types: ['other'] } });
      return sendEvent();
    },
  ],
  filter_not_matched: [
    async () => {
      const additional_flows = [{ flow_id: webhook.flow }];
      const filter = { types: ['other'] };
      webhook = await makeWebhook(owner, target.url, { ...UNDERSTOOD, filter, additional_flows });
      return sendEvent();
    },
  ],
  filter_failed: [
    async () => {
      webhook = await makeWebhook(owner, target.url, { ...FROM_GITHUB, filter: { expression: '$error()' } });
      return sendEvent();
    },
  ],
  flow_removed: [
    async () => {
      const flow = webhook.flow;
      webhook = await makeWebhook(owner, target.url, {
        ...FROM_GITHUB,
        additional_flows: [{ flow_id: flow }],
      });
      await withStatus(500)();
      const copies = () => tablesOf(app)('webhook_events').where({ webhook_id: webhook.id, flow_id: flow });
      const copy = await until(async () => (await copies().first()) as { id: string } | undefined);
      await attempted(owner, copy.id, 1);
      await owner.patch(`webhooks/${webhook.id}`, document('webhook', { additional_flows: [] }));
      await hurry(app, copy.id);
      return copy.id;
    },
  ],
  waiting_for_earlier_event: [
    async () => {
      await changeFlow({ delivery: { order: {} } });
      await attempted(owner, await withStatus(500)(), 1);
      return sendEvent();
    },
  ],
  order_key_failed: [
    async () => {
      await changeFlow({ delivery: { order: { key: '$error("unusable")' } } });
      return sendEvent();
    },
    async () => {
      await changeFlow({ delivery: { order: { key: 'data' } } });
      return sendEvent('no JSON');
    },
  ],
  delivery_stopped: [
    async () => {
      const id = await withStatus(500)();
      await attempted(owner, id, 1);
      await owner.patch(`webhook-events/${id}`, document('webhook-event', { state: 'failed' }));
      return id;
    },
  ],
  body_failed: [
    async () => {
      await changeFlow({ delivery: { body: '$error("unusable")' } });
      return sendEvent();
    },
    async () => {
      await changeFlow({ delivery: { body: 'data' } });
      return sendEvent('no JSON');
    },
  ],
  delivery_limited: [
    async () => {
      await changeFlow({ delivery: { rate: { requests: 1, per: 'hour' } } });
      await eventIn(owner, await sendEvent(), 'delivered');
      return sendEvent('{"second":true}');
    },
  ],
  overloaded: [
    async () => {
      // A slow expression waits for the one slot that slow expressions share.
      const webhook_parser = { type: 'jsonata', format: 'json', expression: ENDLESS };
      const config_services = { ...FROM_GITHUB.config_services, webhook_parser };
      webhook = await makeWebhook(owner, target.url, { ...FROM_GITHUB, config_services });
      // On a busy machine, those ahead of it may time out first, and then it gets its turn.
      for (let left = 5; ; left -= 1) {
        occupySlots();
        const id = await sendEvent();
        const { attributes } = await eventWhen(owner, id, (event) => event.state_reason_code !== null);
        if (attributes.state_reason_code === 'overloaded' || left === 0) return id;
      }
    },
  ],
};

/** Reasons for which no attempt is made. */
const WITHOUT_ATTEMPT: readonly string[] = [
  'webhook_off',
  'flow_not_active',
  'flow_paused',
  'flow_without_target',
  'delivery_limited',
  'overloaded',
  'duplicate',
  'parser_failed',
  'no_filter_matched',
  'filter_not_matched',
  'filter_failed',
  'waiting_for_earlier_event',
  'order_key_failed',
  'delivery_stopped',
] satisfies WebhookReason[];

const caused = Object.entries(SCENARIOS).filter(([, scenarios]) => scenarios.length > 0);

describe.each(caused)('the code %s', (code, scenarios) => {
  test.each(scenarios.map((scenario, index) => [index + 1, scenario] as const))(
    'comes with a message (%i)',
    async (_, scenario) => {
      const id = await scenario();
      const { attributes } = await eventWhen(owner, id, (event) => event.state_reason_code === code);
      expect(attributes.state_reason).toMatch(/^[A-Z"].*\.$/);
      if (WITHOUT_ATTEMPT.includes(code)) return;
      const failed = { state: 'failed', error: attributes.state_reason, error_code: code };
      expect((await deliveriesOf(owner, id)).at(-1)).toMatchObject(failed);
    },
  );
});

test('a delivered event and its successful attempt have no reason', async () => {
  const id = await withStatus(500)();
  await attempted(owner, id, 1);
  target.answer((response) => response.writeHead(204).end());
  await hurry(app, id);
  const { attributes } = await eventIn(owner, id, 'delivered');
  expect(attributes).toMatchObject({ state_reason: null, state_reason_code: null });
  const codes = (await deliveriesOf(owner, id)).map(({ error_code }) => error_code as unknown);
  expect(codes).toEqual(['target_failed', null]);
});
