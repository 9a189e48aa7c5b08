import { STOPWATCH } from '../../support/app.ts';
import { checkPages } from '../page-checks.ts';

/** Must not be rendered as markup, break the page or overflow its box. */
const HOSTILE = `<script>alert(1)</script> \u202Eמבוא ${'x'.repeat(180)}`;

/** Webhooks with an app's token, a known sender's signature and a custom one, and flows with graphs. */
checkPages(async (make) => {
  const clock = await make('components', { descriptor: { ...STOPWATCH, title: 'Ledger' } });
  const steps = ['order', 'check', 'pay', 'pack', 'refuse', 'send'];
  const flow = await make('flows', {
    name: 'Welcome',
    description: 'Says hello to whoever is new',
    status: 'active',
    target_url: 'https://flows.example.com/welcome',
    graph: {
      nodes: steps.map((id) => ({ id, component_id: clock })),
      edges: [
        ['order', 'check'],
        ['check', 'pay'],
        ['check', 'refuse'],
        ['pay', 'pack'],
        ['pack', 'send'],
        ['pack', 'check'],
      ].map(([source, target]) => ({ source, target })),
    },
  });
  const hostile = await make('flows', { name: HOSTILE, status: 'active', description: HOSTILE });
  const starts = (id: string) => ({ flow: { data: { type: 'flow', id } } });
  const byToken = await make('webhooks', { name: 'New readers', authentication: 'oauth2' }, starts(flow));
  const github = await make(
    'webhooks',
    {
      name: 'Issues',
      authentication: 'signature',
      secret: 's3cret',
      config_services: {
        webhook_event_verification: { type: 'github' },
        webhook_parser: { type: 'jsonata', format: 'json', expression: '{"type": body.action}' },
      },
    },
    starts(flow),
  );
  const declared = await make(
    'webhooks',
    {
      name: HOSTILE,
      enabled: false,
      authentication: 'signature',
      secret: 's3cret',
      config_services: {
        webhook_event_verification: {
          type: 'hmac',
          header: 'X-Signature',
          algorithm: 'sha512',
          encoding: 'hex',
          signed: '{timestamp}.{body}',
          timestamp: { header: 'X-Time', unit: 's', tolerance: 300 },
        },
      },
    },
    starts(hostile),
  );
  const waiting = await make(
    'webhooks',
    {
      name: 'Payments',
      authentication: 'signature',
      secret: null,
      config_services: { webhook_event_verification: { type: 'stripe' } },
    },
    starts(flow),
  );
  return {
    'flow-graph': `flows/${flow}/show`,
    'flow-hostile': `flows/${hostile}/show`,
    'flow-new': 'flows/create',
    'flow-edit': `flows/${flow}`,
    webhooks: 'webhooks',
    'webhook-new': 'webhooks/create',
    webhook: `webhooks/${byToken}/show`,
    'webhook-github': `webhooks/${github}/show`,
    'webhook-waiting': `webhooks/${waiting}/show`,
    'webhook-hostile': `webhooks/${declared}/show`,
    'webhook-edit': `webhooks/${github}`,
    'webhook-edit-declared': `webhooks/${declared}`,
    events: 'webhook-events',
    'sender-preset': 'senders/stripe/show',
    'sender-preset-new': 'senders/create',
  };
});
