/** Rules of rejected requests, statistics, searches and alerts. */
const AT = 'src/webhooks';

export default [
  {
    rule: 'the value of an unknown header is not stored',
    file: `${AT}/rejections/described-headers.ts`,
    from: "const isShown = PLAIN.has(name) || name.endsWith('timestamp') || eventHeaders.includes(name);",
    to: 'const isShown = true;',
    suite: 'tests/webhooks/rejected-requests.db.test.ts',
  },
  {
    rule: 'only the latest rejected requests of a webhook are kept',
    file: `${AT}/rejections/rejection-store.ts`,
    from: "await rows().where('id', '<=', oldest).delete();",
    to: '',
    suite: 'tests/webhooks/rejected-requests.db.test.ts',
  },
  {
    rule: 'a flood of rejected requests stores few of them',
    file: `${AT}/rejections/rejections.ts`,
    from: 'if (hasRoom(webhook_id)) requests.push(describe(rejected, now));',
    to: 'requests.push(describe(rejected, now));',
    suite: 'tests/webhooks/rejected-requests.db.test.ts',
  },
  {
    rule: 'a webhook that accepted a request does not count as rejecting',
    file: `${AT}/health-notes.ts`,
    from: 'return accepted === undefined;',
    to: 'return true;',
    suite: 'tests/webhooks/health-notes.db.test.ts',
  },
  {
    rule: 'two processes report a failing webhook once',
    file: `${AT}/health-notes.ts`,
    from: 'if (noted === 1) await onFailing',
    to: 'await onFailing',
    suite: 'tests/webhooks/health-notes.db.test.ts',
  },
  {
    rule: 'a search continues behind the events that it examined',
    file: `${AT}/event-search.ts`,
    from: 'return slice.next !== null || isAll ? slice : { ...slice, next: last };',
    to: 'return slice;',
    suite: 'tests/webhooks/event-search.db.test.ts',
  },
  {
    rule: 'percentiles are values that occurred, by nearest rank',
    file: `${AT}/statistics/summary.ts`,
    from: 'Math.ceil(share * sorted.length) - 1',
    to: 'Math.floor(share * sorted.length)',
    suite: 'tests/webhooks/statistics.db.test.ts',
  },
  {
    rule: 'a claimed alert is not sent by another process',
    file: 'src/alerts/store.ts',
    from: '.update({ attempts, next_attempt_at: db.now(lease), updated_at: now });',
    to: '.update({ attempts, updated_at: now });',
    suite: 'tests/alerts/alerts.db.test.ts',
  },
  {
    rule: 'an alert_url that points inside is refused',
    file: 'src/tenants/update.ts',
    from: "if (typeof attributes.alert_url === 'string')",
    to: 'if (false)',
    suite: 'tests/alerts/alerts.db.test.ts',
  },
  {
    rule: 'the number of alerts that wait is limited',
    file: 'src/alerts/raise.ts',
    from: 'if (await hasWaiting(db, MAX_WAITING)) return undefined;',
    to: '',
    suite: 'tests/alerts/alerts.db.test.ts',
  },
  {
    rule: 'an attempt to send an alert that a shutdown interrupts does not count',
    file: 'src/alerts/sender.ts',
    from: 'if (stopping && result.status_code === null)',
    to: 'if (false)',
    suite: 'tests/alerts/alerts.db.test.ts',
  },
];
