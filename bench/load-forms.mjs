// The load generator for endpoints that accept forms, a separate process: keeps `connections` sockets busy with one
// POST each, checks that every response is a 200 that contains `expected`, and prints the result of `keepBusy` as JSON.
// Reads its options as JSON from stdin.
import { text } from 'node:stream/consumers';
import { keepBusy } from './keep-busy.mjs';

const options = JSON.parse(await text(process.stdin));
const { host, port, path, authorizations, forms, expected } = options;

// Requests are built beforehand, so that the cost of building them is not measured.
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
const measured = await keepBusy(options, {
  next: () => requests[index++ % requests.length],
  isExpected: (response) => response.startsWith('HTTP/1.1 200') && response.includes(expected),
});
console.log(JSON.stringify(measured));
process.exit(measured.failures > 0 ? 1 : 0);
