// What a flow's target is at its fastest: node:http that answers each event with 204, after BENCH_WAIT milliseconds if
// that is set. Tells what came: `GET /?from=…&to=…`, milliseconds since the epoch.
import { createServer } from 'node:http';

const wait = Number(process.env.BENCH_WAIT ?? 0);
/** By id: when it first came, and how long after its acceptance began. */
const arrivals = new Map();
let [requests, connections] = [0, 0];

const server = createServer((request, response) => {
  if (request.method === 'GET') return tell(new URL(request.url, 'http://target').searchParams, response);
  const now = Date.now();
  const id = request.headers['webhook-id'];
  requests += 1;
  if (!arrivals.has(id)) arrivals.set(id, { at: now, delay: now - timeOf(id) });
  request.resume();
  request.on('end', () => {
    const answer = () => response.writeHead(204).end();
    if (wait === 0) answer();
    else setTimeout(answer, wait);
  });
});
server.on('connection', () => (connections += 1));
server.listen(Number(process.env.PORT), '127.0.0.1');

function tell(asked, response) {
  const [from, to] = [Number(asked.get('from')), Number(asked.get('to'))];
  const within = [...arrivals.values()].filter(({ at }) => at >= from && at < to);
  const delays = within.map(({ delay }) => delay).toSorted((a, b) => a - b);
  const at = (share) => delays[Math.min(delays.length - 1, Math.floor(delays.length * share))] ?? null;
  const figures = { events: arrivals.size, requests, connections };
  const measured = { rate: (within.length / (to - from)) * 1000, p50: at(0.5), p99: at(0.99), max: at(1) };
  response.end(JSON.stringify({ ...figures, ...measured }));
}

/** An event's id is a UUIDv7, made when it is let in: its first 48 bits are milliseconds (RFC 9562, 5.7). */
function timeOf(id) {
  return Number.parseInt(id.replace('-', '').slice(0, 12), 16);
}
