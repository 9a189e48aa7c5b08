// Baseline: Express 5 with its default settings, which answers every request with the given bytes.
import express from 'express';

const { headers, body } = JSON.parse(process.env.BENCH_RESPONSE);
const app = express();
app.get('/v2/tenants/:tenant/components/:id/oauth-client', (_request, response) => {
  response.set(headers).send(body);
});
app.listen(Number(process.env.PORT), '127.0.0.1');
