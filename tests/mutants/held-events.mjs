/** Rules of events that are held while their flow is not active. */
const FILE = 'src/webhooks/delivery/held-events.ts';
const QUEUE = 'src/webhooks/delivery/queue.ts';
const suite = 'tests/webhooks/held-events.db.test.ts';

export default [
  {
    rule: 'a held event is in no queue',
    file: 'src/webhooks/delivery/try-delivery.ts',
    from: 'return paused(event, target.idle, startedAt, null);',
    to: 'return paused(event, target.idle, startedAt, 300_000);',
    suite,
  },
  {
    rule: 'held events stay held while their flow is not active',
    file: FILE,
    from: 'if (target !== undefined && target.idle !== null) return false;',
    to: '',
    suite,
  },
  {
    rule: 'held events are released in pieces',
    file: FILE,
    from: 'await releaseHeld(db, queue, EVENTS)',
    to: 'await releaseHeld(db, queue, 2 * EVENTS)',
    suite,
  },
  {
    rule: 'the next run continues after the webhooks that were checked',
    file: FILE,
    from: 'after = queues.length === QUEUES ? queues.at(-1) : undefined;',
    to: '',
    suite,
  },
  {
    rule: 'the events of another flow are not released',
    file: QUEUE,
    from: 'WHERE ${HELD} AND webhook_id = ? AND ${QUEUE_ID} = ? ORDER BY',
    to: 'WHERE ${HELD} AND webhook_id = ? AND ? IS NOT NULL ORDER BY',
    suite,
  },
  {
    rule: 'events that wait for an earlier one are not released',
    file: QUEUE,
    from: ` AND COALESCE(order_state, '') <> 'waiting'`,
    to: '',
    suite,
  },
  {
    rule: 'held events are kept as long as other pending ones',
    file: 'src/webhooks/retention.ts',
    from: "event.next_attempt_at IS NULL AND event.state <> 'pending'",
    to: 'event.next_attempt_at IS NULL AND event.order_state IS NULL',
    suite: 'tests/webhooks/retention.db.test.ts',
  },
];
