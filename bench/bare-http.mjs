// Floor: node:http that answers the given bytes, whatever is asked.
import { createServer } from 'node:http';

const { headers, body } = JSON.parse(process.env.BENCH_ANSWER);
const server = createServer((_request, response) => {
  response.writeHead(200, headers);
  response.end(body);
});
server.listen(Number(process.env.PORT), '127.0.0.1');
