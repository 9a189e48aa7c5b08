import { loadSchemas } from '../../../src/schema/index.ts';
import { loadSenders } from '../../../src/webhooks/index.ts';
import { parse, type Parser } from '../../../src/webhooks/parsing/index.ts';

const SENDERS = loadSenders(loadSchemas());

/** The events in a request to a webhook from the preset: type, ID and user of each. */
async function eventsIn(id: string, body: unknown): Promise<(string | null)[][]> {
  const parser = SENDERS.get(id)!.config_services.webhook_parser as unknown as Parser;
  const request = { contentType: 'application/json', headers: {}, body: Buffer.from(JSON.stringify(body)) };
  const parsed = await parse(parser, request, 'acme');
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.events!.map(({ type, id: own, user }) => [type, own, user]);
}

const change = (objectId: number) => ({
  eventId: 100,
  subscriptionId: 138,
  portalId: 62515,
  occurredAt: 1795867200000,
  subscriptionType: 'contact.creation',
  objectId,
});
const notification = (id: string, more: object) => ({ id, tenantId: 'T', ...more });

test.each<[string, unknown, (string | null)[][]]>([
  [
    'hubspot',
    [change(1), change(2)],
    [
      ['contact.creation', '138.100.1.1795867200000', '62515'],
      ['contact.creation', '138.100.2.1795867200000', '62515'],
    ],
  ],
  ['hubspot-v1', [change(1)], [['contact.creation', '138.100.1.1795867200000', '62515']]],
  [
    'sendgrid',
    [
      { event: 'open', sg_event_id: 'a', email: 'a@example.com' },
      { event: 'click', sg_event_id: 'b', email: 'b@example.com' },
    ],
    [
      ['open', 'a', 'a@example.com'],
      ['click', 'b', 'b@example.com'],
    ],
  ],
  [
    'meta',
    {
      object: 'instagram',
      entry: [
        { id: '1', changes: [{ field: 'comments', value: {} }, { field: 'mentions' }] },
        { id: '2', messaging: [{ message: { mid: 'm_1' } }] },
      ],
    },
    [
      ['comments', null, '1'],
      ['mentions', null, '1'],
      ['messaging', 'm_1', '2'],
    ],
  ],
  ['meta', { object: 'user', entry: [{ id: '1', changed_fields: ['friends'] }] }, [['user', null, null]]],
  [
    'microsoft-graph',
    {
      value: [notification('a', { changeType: 'created' }), notification('b', { lifecycleEvent: 'missed' })],
    },
    [
      ['created', 'a', 'T'],
      ['missed', 'b', 'T'],
    ],
  ],
  [
    'asana',
    {
      events: [
        { action: 'added', resource: { resource_type: 'task' }, user: { gid: '1' } },
        { action: 'deleted', resource: { resource_type: 'story' }, user: null },
      ],
    },
    [
      ['task.added', null, '1'],
      ['story.deleted', null, null],
    ],
  ],
  ['asana', { events: [] }, [['heartbeat', null, null]]],
  [
    'xero',
    {
      events: [
        { eventCategory: 'CONTACT', eventType: 'UPDATE', tenantId: 'T' },
        { eventCategory: 'INVOICE', eventType: 'CREATE', tenantId: 'U' },
      ],
    },
    [
      ['CONTACT.UPDATE', null, 'T'],
      ['INVOICE.CREATE', null, 'U'],
    ],
  ],
  ['xero', { events: [], entropy: 'a' }, [['none', null, null]]],
  [
    'gocardless',
    {
      events: [
        { id: 'EV1', resource_type: 'mandates', action: 'cancelled', links: { organisation: 'OR1' } },
        { id: 'EV2', resource_type: 'payments', action: 'paid_out', links: {} },
      ],
    },
    [
      ['mandates.cancelled', 'EV1', 'OR1'],
      ['payments.paid_out', 'EV2', null],
    ],
  ],
  [
    'okta',
    {
      data: {
        events: [
          { uuid: 'a', eventType: 'user.lifecycle.create', actor: { id: '1' } },
          { uuid: 'b', eventType: 'user.lifecycle.activate', actor: { id: '1' } },
        ],
      },
    },
    [
      ['user.lifecycle.create', 'a', '1'],
      ['user.lifecycle.activate', 'b', '1'],
    ],
  ],
  [
    'dropbox',
    { list_folder: { accounts: ['dbid:a', 'dbid:b'] } },
    [
      ['list_folder', null, 'dbid:a'],
      ['list_folder', null, 'dbid:b'],
    ],
  ],
])('the parser of %s returns each event of %j', async (id, body, events) => {
  expect(await eventsIn(id, body)).toEqual(events);
});

test('the parser of adyen returns only the item that is signed', async () => {
  const item = (pspReference: string) => ({
    NotificationRequestItem: {
      pspReference,
      eventCode: 'CAPTURE',
      success: 'true',
      merchantAccountCode: 'M',
    },
  });
  expect(await eventsIn('adyen', { notificationItems: [item('signed'), item('forged')] })).toEqual([
    ['CAPTURE', 'signed.CAPTURE.true', 'M'],
  ]);
});

test.each([
  ['discord', { type: 3, id: '1', member: { user: { id: 'u' } } }, ['component', '1', 'u']],
  ['discord-events', { type: 0, version: 1 }, ['PING', null, null]],
  ['telegram', { callback_query: { from: { id: 7 } }, update_id: 8 }, ['callback_query', '8', '7']],
  ['x', { data: { id: '1' }, matching_rules: [] }, ['post', null, null]],
  ['x', { for_user_id: '1', user_event: { revoke: {} } }, ['user_event', null, '1']],
  ['twitch', { subscription: { type: 'a', status: 'authorization_revoked' } }, ['a', null, null]],
])('the parser of %s reads %j', async (id, body, event) => {
  expect(await eventsIn(id, body)).toEqual([event]);
});
