// The load generator for endpoints that take forms, in a process of its own: keeps `connections` sockets busy with
// one POST each, checks every status and that every answer holds `expected`, and prints requests per second, latencies
// and the server's processor time per request as JSON. Reads its orders as JSON from stdin.
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { cpuTime } from './cpu-time.mjs';

const orders = JSON.parse(await text(process.stdin));
const { host, port, pid, path, authorizations, forms, expected, connections, warmUp, seconds } = orders;

// Requests are rendered beforehand: what this process costs must not be what is measured.
const requests = Array.from({ length: Math.max(forms.length, authorizations.length) }, (_, index) => {
  const form = forms[index % forms.length];
  const head = [
    `POST ${path} HTTP/1.1`,
    `Host: ${host}:${port}`,
    `Authorization: ${authorizations[index % authorizations.length]}`,
    'Accept: application/json',
    'Content-Type: application/x-www-form-urlencoded',
    `Content-Length: ${Buffer.byteLength(form)}`,
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${form}`);
});

const latencies = [];
let recording = false;
let failures = 0;
let next = 0;
let stopped = false;

await Promise.all(Array.from({ length: connections }, open));
await pause(warmUp);
const [start, cpuBefore] = [performance.now(), cpuTime(pid)];
recording = true;
await pause(seconds);
recording = false;
const [elapsed, cpu] = [performance.now() - start, cpuTime(pid) - cpuBefore];
stopped = true;
latencies.sort((a, b) => a - b);
const at = (share) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))];
console.log(
  JSON.stringify({
    rate: Math.round((latencies.length / elapsed) * 1000),
    p50: at(0.5),
    p99: at(0.99),
    cpu: cpu / latencies.length,
    failures,
  }),
);
process.exit(failures > 0 ? 1 : 0);

function pause(time) {
  return new Promise((resolve) => setTimeout(resolve, time * 1000));
}

function open() {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true }, () => {
      resolve();
      send();
    });
    socket.on('error', reject);
    let sent = 0;
    let pending = '';

    function send() {
      if (stopped) return;
      sent = performance.now();
      socket.write(requests[next++ % requests.length]);
    }

    socket.on('data', (chunk) => {
      pending += chunk.latin1Slice();
      if (!isWhole(pending)) return;
      if (!pending.startsWith('HTTP/1.1 200') || !pending.includes(expected)) failures += 1;
      pending = '';
      if (recording) latencies.push(performance.now() - sent);
      send();
    });
  });
}

/** An answer with its length in front, or in chunks, the last of which is empty. */
function isWhole(answer) {
  const end = answer.indexOf('\r\n\r\n');
  if (end < 0) return false;
  const length = /\r\ncontent-length: (\d+)/i.exec(answer.slice(0, end))?.[1];
  return length === undefined ? answer.endsWith('\r\n0\r\n\r\n') : answer.length >= end + 4 + Number(length);
}
