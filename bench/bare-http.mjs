// Baseline: node:http, which answers every request with the given bytes.
import { createServer } from 'node:http';

const { headers, body } = JSON.parse(process.env.BENCH_RESPONSE);
const server = createServer((_request, response) => {
  response.writeHead(200, headers);
  response.end(body);
});
server.listen(Number(process.env.PORT), '127.0.0.1');
