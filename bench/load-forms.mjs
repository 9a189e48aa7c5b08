// The load generator for endpoints that take forms, in a process of its own: keeps `connections` sockets busy with
// one POST each, checks every status and that every answer holds `expected`, and prints requests per second, latencies
// and the server's processor time per request as JSON. Reads its orders as JSON from stdin.
import { text } from 'node:stream/consumers';
import { keepBusy } from './keep-busy.mjs';

const orders = JSON.parse(await text(process.stdin));
const { host, port, path, authorizations, forms, expected } = orders;

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

let index = 0;
const measured = await keepBusy(orders, {
  next: () => requests[index++ % requests.length],
  isGood: (answer) => answer.startsWith('HTTP/1.1 200') && answer.includes(expected),
});
console.log(JSON.stringify(measured));
process.exit(measured.failures > 0 ? 1 : 0);
