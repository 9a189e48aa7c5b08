/** Rules of ordered delivery. */
const AT = 'src/webhooks/delivery/order';
const SUITES = 'tests/webhooks';

export default [
  {
    rule: 'an event is not put into the order before the key of every earlier one is known',
    file: `${AT}/admit.ts`,
    from: 'open !== undefined && byPlace(open, event) < 0',
    to: 'false',
    suite: `${SUITES}/order-claims.db.test.ts`,
  },
  {
    rule: 'an event waits while another one of its key is first',
    file: `${AT}/admit.ts`,
    from: 'const busy = await keysInDelivery(db, flow, setting, keys);',
    to: 'const busy = new Set<string>();',
    suite: `${SUITES}/order.db.test.ts`,
  },
  {
    rule: 'the end of an event makes the next one of its key due',
    file: 'src/webhooks/delivery/delivery-store.ts',
    from: 'const row = isFirst === true ? counted.get(id) : undefined;',
    to: 'const row = isFirst === undefined ? counted.get(id) : undefined;',
    suite: `${SUITES}/order.db.test.ts`,
  },
  {
    rule: 'the next event of a key is the one that was accepted first',
    file: `${AT}/order-store.ts`,
    from: 'ORDER BY event.order_place, event.id LIMIT 1\n       ) FROM',
    to: 'ORDER BY event.order_place DESC, event.id LIMIT 1\n       ) FROM',
    suite: `${SUITES}/order.db.test.ts`,
  },
  {
    rule: 'a process that has lost its claim does not send the event',
    file: 'src/webhooks/delivery/try-delivery.ts',
    from: "if (!(await renewClaim(db, event))) return 'lost';",
    to: 'await renewClaim(db, event);',
    suite: `${SUITES}/order-claims.db.test.ts`,
  },
  {
    rule: 'a replayed event comes after all others of its key',
    file: 'src/webhooks/replayed-events.ts',
    from: "order_place: unplaced('order_place', place),",
    to: "order_place: unplaced('order_place', 0),",
    suite: `${SUITES}/order.db.test.ts`,
  },
  {
    rule: 'a stopped event is not retried after the attempt in progress',
    file: 'src/webhooks/delivery/delivery-store.ts',
    from: "(webhook_events.state = 'failed' AND done.state = 'pending')",
    to: "(webhook_events.state = 'none' AND done.state = 'pending')",
    suite: `${SUITES}/order.db.test.ts`,
  },
  {
    rule: 'events do not wait in an order that has been changed',
    file: `${AT}/release.ts`,
    from: 'if (settings.get(order.id) !== order.setting) released',
    to: 'if (settings.size > 1) released',
    suite: `${SUITES}/order.db.test.ts`,
  },
];
