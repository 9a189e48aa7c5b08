// A fast delivery target: answers each event with 204, after BENCH_DELAY milliseconds if set.
// GET /?from=…&to=… returns what it received in that period, in milliseconds since the epoch.
import { createServer } from 'node:http';

const delay = Number(process.env.BENCH_DELAY ?? 0);
/** By event ID: when the event first arrived, and how long after it was received by the server. */
const arrivals = new Map();
let [requests, connections] = [0, 0];

const server = createServer((request, response) => {
  if (request.method === 'GET') return report(new URL(request.url, 'http://target').searchParams, response);
  const now = Date.now();
  const id = request.headers['webhook-id'];
  requests += 1;
  if (!arrivals.has(id)) arrivals.set(id, { at: now, latency: now - timeOf(id) });
  request.resume();
  request.on('end', () => {
    const answer = () => response.writeHead(204).end();
    if (delay === 0) answer();
    else setTimeout(answer, delay);
  });
});
server.on('connection', () => (connections += 1));
server.listen(Number(process.env.PORT), '127.0.0.1');

function report(query, response) {
  const [from, to] = [Number(query.get('from')), Number(query.get('to'))];
  const inPeriod = [...arrivals.values()].filter(({ at }) => at >= from && at < to);
  const latencies = inPeriod.map(({ latency }) => latency).toSorted((a, b) => a - b);
  const at = (share) =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? null;
  const totals = { events: arrivals.size, requests, connections };
  const measured = { rate: (inPeriod.length / (to - from)) * 1000, p50: at(0.5), p99: at(0.99), max: at(1) };
  response.end(JSON.stringify({ ...totals, ...measured }));
}

/** An event's ID is a UUIDv7 created when the event is received: its first 48 bits are that time (RFC 9562, 5.7). */
function timeOf(id) {
  return Number.parseInt(id.replace('-', '').slice(0, 12), 16);
}
