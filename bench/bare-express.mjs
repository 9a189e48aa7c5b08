// Floor: a stock Express 5 handler that answers the given bytes, whatever is asked.
import express from 'express';

const { headers, body } = JSON.parse(process.env.BENCH_ANSWER);
const app = express();
app.get('/v2/tenants/:tenant/components/:id/oauth-client', (_request, response) => {
  response.set(headers).send(body);
});
app.listen(Number(process.env.PORT), '127.0.0.1');
