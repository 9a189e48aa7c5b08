// The load generator for webhooks, a separate process: posts events that are all different, checks that each response
// is a 202 with an ID, and prints the result of `keepBusy` as JSON. Reads its options as JSON from stdin, among them
// `senders`, each with a path and a secret or a private key to sign with, or an Authorization header; and `batch`, the
// number of events per request.
import { createHmac, randomUUID, sign } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { keepBusy } from './keep-busy.mjs';

/**
 * Requests per second to sign beforehand, so that the cost of signing is not measured. If they run out, more are signed
 * during the measurement.
 */
const PREPARED = 5000;

const options = JSON.parse(await text(process.stdin));
const { host, port, senders, warmUp, seconds, batch } = options;
const { rate = PREPARED / (batch ?? 1) } = options;
const prepared = Array.from({ length: Math.ceil((warmUp + seconds) * rate) }, (_, index) => request(index));

let index = 0;
const measured = await keepBusy(options, {
  next: () => prepared[index++] ?? request(index),
  isExpected: (response) => response.startsWith('HTTP/1.1 202') && response.includes('"id":"'),
});
console.log(JSON.stringify(measured));
process.exit(measured.failures > 0 ? 1 : 0);

function request(number) {
  const { path, secret, privateKey, authorization } = senders[number % senders.length];
  const delivery = randomUUID();
  const body =
    batch === undefined
      ? event(delivery)
      : `[${Array.from({ length: batch }, () => event(randomUUID())).join()}]`;
  const head = [
    `POST ${path} HTTP/1.1`,
    `Host: ${host}:${port}`,
    'User-Agent: GitHub-Hookshot/7f2a5c1',
    'Accept: */*',
    'Content-Type: application/json',
    'X-GitHub-Event: issue_comment',
    'X-GitHub-Hook-ID: 492384710',
    `X-GitHub-Delivery: ${delivery}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  if (authorization !== undefined) head.push(`Authorization: ${authorization}`);
  if (secret !== undefined)
    head.push(`X-Hub-Signature-256: sha256=${createHmac('sha256', secret).update(body).digest('hex')}`);
  if (privateKey !== undefined) {
    const timestamp = Math.floor(Date.now() / 1000);
    head.push(`X-Signature-Timestamp: ${timestamp}`);
    head.push(
      `X-Signature-Ed25519: ${sign(null, Buffer.from(timestamp + body), privateKey).toString('hex')}`,
    );
  }
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
}

/** About 1 KB, like the events of a real sender. */
function event(delivery) {
  const repository = 'https://api.github.example/repos/acme/warehouse';
  return JSON.stringify({
    action: 'created',
    delivery,
    issue: {
      url: `${repository}/issues/1347`,
      id: 1_934_857_201,
      number: 1347,
      title: 'Deliveries to the northern depot are counted twice',
      state: 'open',
      labels: [{ id: 208_045_946, name: 'bug', color: 'f29513', default: true }],
      created_at: '2026-03-04T08:15:30Z',
    },
    comment: {
      url: `${repository}/issues/comments/7316530984`,
      id: 7_316_530_984,
      user: { login: 'jörg-depot', id: 583_231, type: 'User', site_admin: false },
      body: 'Seen again this morning: the second scan of the same pallet made a booking of its own. I have attached the log of the hand scanner; the time between the two is below a second, so it is not the driver who scanned twice.',
      created_at: '2026-03-05T06:02:11Z',
    },
    repository: { id: 35_129_377, name: 'warehouse', full_name: 'acme/warehouse', private: true },
    sender: { login: 'jörg-depot', id: 583_231, type: 'User', site_admin: false },
  });
}
