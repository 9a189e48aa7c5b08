// The load generator, a separate process: keeps `connections` sockets busy with one request each, checks every status,
// and prints requests per second and latencies as JSON. Reads its options as JSON from stdin.
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

const {
  host,
  port,
  method = 'GET',
  paths,
  authorizations,
  connections,
  warmUp,
  seconds,
} = JSON.parse(await text(process.stdin));

// Requests are built beforehand, so that the cost of building them is not measured.
const contentLength = method === 'GET' ? '' : 'Content-Length: 0\r\n';
const requests = paths.map((path, index) => {
  const authorization =
    authorizations.length === 0 ? '' : `Authorization: ${authorizations[index % authorizations.length]}\r\n`;
  return Buffer.from(
    `${method} ${path} HTTP/1.1\r\nHost: ${host}:${port}\r\n${authorization}Accept: application/vnd.api+json\r\n${contentLength}\r\n`,
  );
});

const latencies = [];
let recording = false;
let failures = 0;
let next = 0;
let stopped = false;

await Promise.all(Array.from({ length: connections }, open));
const start = await record();
stopped = true;
const elapsed = (performance.now() - start) / 1000;
latencies.sort((a, b) => a - b);
const at = (share) =>
  Number(latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))]?.toFixed(3));
console.log(
  JSON.stringify({
    rate: Math.round(latencies.length / elapsed),
    p50: at(0.5),
    p99: at(0.99),
    requests: latencies.length,
    failures,
  }),
);
process.exit(failures > 0 ? 1 : 0);

async function record() {
  await new Promise((resolve) => setTimeout(resolve, warmUp * 1000));
  recording = true;
  const start = performance.now();
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  recording = false;
  return start;
}

function open() {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true }, () => {
      resolve();
      send();
    });
    socket.on('error', reject);
    let sent = 0;
    let pending = Buffer.alloc(0);

    function send() {
      if (stopped) return;
      sent = performance.now();
      socket.write(requests[next++ % requests.length]);
    }

    socket.on('data', (chunk) => {
      const data = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
      const end = data.indexOf('\r\n\r\n');
      const length = end < 0 ? undefined : /\r\ncontent-length: (\d+)/i.exec(data.latin1Slice(0, end))?.[1];
      if (length === undefined || data.length < end + 4 + Number(length)) {
        pending = data;
        return;
      }
      pending = Buffer.alloc(0);
      if (data.latin1Slice(9, 12) !== '200') failures += 1;
      if (recording) latencies.push(performance.now() - sent);
      send();
    });
  });
}
