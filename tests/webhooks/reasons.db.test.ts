import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { ServerResponse } from 'node:http';
import { evaluate } from '../../src/expressions/index.ts';
import type { WebhookReason } from '../../src/schema/index.ts';
import { document, startApp, type Caller, type TestApp } from '../support/app.ts';
import { tablesOf } from '../support/behind-the-api.ts';
import { LOOPBACK_ALLOWED } from '../support/credentials.ts';
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

/** The id of an event that it happens to. */
type Story = () => Promise<string>;

async function arrived(body = '{}'): Promise<string> {
  const { status, body: answer, text } = await sendSigned(app, webhook, body);
  if (status !== 202) throw new Error(text);
  return answer.id;
}

/** The target answers so. */
function answering(how: (response: ServerResponse) => unknown): Story {
  return () => {
    target.answer((response) => void how(response));
    return arrived();
  };
}

const withStatus = (status: number): Story =>
  answering((response) => response.writeHead(status, { Location: '/elsewhere' }).end());

/** The flow has this target, whoever let it in. */
function at(target_url: string | (() => string)): Story {
  return async () => {
    const url = typeof target_url === 'string' ? target_url : target_url();
    await tablesOf(app)('flows').where({ id: webhook.flow }).update({ target_url: url });
    return arrived();
  };
}

/** Something changes between two attempts. */
function meanwhile(change: () => Promise<unknown>): Story {
  return async () => {
    const id = await withStatus(500)();
    await attempted(owner, id, 1);
    await change();
    await hurry(app, id);
    return id;
  };
}

const FOR_EVER = '($f := function(){ $f() }; $f())';

const evaluations: Promise<unknown>[] = [];

/** Twenty tenants evaluate an expression that runs into its time limit, together longer than others wait. */
function occupy(): void {
  for (let tenant = 0; tenant < 20; tenant += 1)
    evaluations.push(evaluate(`tenant ${tenant}`, FOR_EVER, '{}').catch(() => undefined));
}

const changeFlow = (attributes: object) => owner.patch(`flows/${webhook.flow}`, document('flow', attributes));

const STORIES: Record<WebhookReason, Story[]> = {
  webhook_deleted: [meanwhile(() => owner.delete(`webhooks/${webhook.id}`))],
  webhook_off: [
    meanwhile(() => owner.patch(`webhooks/${webhook.id}`, document('webhook', { enabled: false }))),
  ],
  flow_not_active: [meanwhile(() => changeFlow({ status: 'stopped' }))],
  flow_without_target: [meanwhile(() => changeFlow({ target_url: null }))],
  target_unauthorized: [withStatus(401), withStatus(403)],
  target_gone: [withStatus(410)],
  target_not_found: [withStatus(404), withStatus(405)],
  target_redirects: [withStatus(302), withStatus(308)],
  target_refuses_size: [withStatus(413)],
  target_busy: [withStatus(429)],
  target_rejects: [withStatus(400), withStatus(422)],
  target_failed: [withStatus(500), withStatus(503)],
  target_timeout: [answering(() => undefined)],
  // No resolver takes a label of more than 63 characters, so none is asked.
  target_unknown: [at(`https://${'x'.repeat(64)}.example/`)],
  target_certificate: [
    async () => {
      const server = createServer(selfSigned(), (_request, response) => response.end());
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const id = await at(`https://127.0.0.1:${(server.address() as AddressInfo).port}/`)();
      await attempted(owner, id, 1);
      await new Promise((resolve) => server.close(resolve));
      return id;
    },
  ],
  target_unreachable: [
    answering((response) => response.socket!.destroy()),
    // It speaks no TLS.
    at(() => target.url.replace('http:', 'https:')),
  ],
  url_not_allowed: [at('https://10.0.0.1/')],
  // Of events from before the status alone decided.
  answer_unreadable: [],
  duplicate: [
    async () => {
      webhook = await makeWebhook(owner, target.url, UNDERSTOOD);
      await eventIn(owner, await arrived('{"id":"1"}'), 'delivered');
      return arrived('{"id":"1","data":2}');
    },
  ],
  parser_failed: [
    async () => {
      webhook = await makeWebhook(owner, target.url, UNDERSTOOD);
      return arrived('no JSON');
    },
  ],
  overloaded: [
    async () => {
      // One that takes long itself waits for the one place that such expressions share.
      const webhook_parser = { type: 'jsonata', format: 'json', expression: FOR_EVER };
      const config_services = { ...FROM_GITHUB.config_services, webhook_parser };
      webhook = await makeWebhook(owner, target.url, { ...FROM_GITHUB, config_services });
      // On a busy machine those who wait before it may lose their patience first, and then it gets its turn.
      for (let left = 5; ; left -= 1) {
        occupy();
        const id = await arrived();
        const { attributes } = await eventWhen(owner, id, (event) => event.state_reason_code !== null);
        if (attributes.state_reason_code === 'overloaded' || left === 0) return id;
      }
    },
  ],
};

/** Here nothing is sent. */
const WITHOUT_ATTEMPT: readonly string[] = [
  'webhook_off',
  'flow_not_active',
  'flow_without_target',
  'overloaded',
  'duplicate',
  'parser_failed',
] satisfies WebhookReason[];

const told = Object.entries(STORIES).filter(([, stories]) => stories.length > 0);

describe.each(told)('the code %s', (code, stories) => {
  test.each(stories.map((story, index) => [index + 1, story] as const))(
    'stands beside the sentence (%i)',
    async (_, story) => {
      const id = await story();
      const { attributes } = await eventWhen(owner, id, (event) => event.state_reason_code === code);
      expect(attributes.state_reason).toMatch(/^[A-Z"].*\.$/);
      if (WITHOUT_ATTEMPT.includes(code)) return;
      const failed = { state: 'failed', error: attributes.state_reason, error_code: code };
      expect((await deliveriesOf(owner, id)).at(-1)).toMatchObject(failed);
    },
  );
});

test('what was delivered at last has none, nor has the attempt that did it', async () => {
  const id = await withStatus(500)();
  await attempted(owner, id, 1);
  target.answer((response) => response.writeHead(204).end());
  await hurry(app, id);
  const { attributes } = await eventIn(owner, id, 'delivered');
  expect(attributes).toMatchObject({ state_reason: null, state_reason_code: null });
  const codes = (await deliveriesOf(owner, id)).map(({ error_code }) => error_code as unknown);
  expect(codes).toEqual(['target_failed', null]);
});
