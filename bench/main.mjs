// Compares Valetkey with baselines and comparable software in one run, and prints rates and ratios.
import { parseArgs } from 'node:util';
import { consoleLists } from './run-console.mjs';
import { expired } from './run-expired.mjs';
import { secretReads } from './run-secret-reads.mjs';
import { tokens } from './run-tokens.mjs';
import { webhooks } from './run-webhooks.mjs';

const HELP = `npm run bench [-- OPTIONS]

  --only NAME        run only one of the benchmarks:
                       sqlite, postgres   run-time reads on that database
                       tokens             tokens and introspections
                       expired            tokens issued while a million expired ones are deleted
                       webhooks           events and deliveries
                       console            lists in the console
  --quick            skip the measurements with a million rows
  --seconds N        duration of each measurement (default: 6)
  --rounds N         rounds; results are medians (default: 3)
  --connections N    concurrent connections (default: 64)`;

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '6' },
    rounds: { type: 'string', default: '3' },
    connections: { type: 'string', default: '64' },
    only: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit();
}
const options = {
  seconds: Number(values.seconds),
  rounds: Number(values.rounds),
  connections: Number(values.connections),
};
if (values.only === undefined || ['sqlite', 'postgres'].includes(values.only))
  await secretReads({
    ...options,
    sizes: values.quick ? [1_000] : [1_000, 1_000_000],
    only: values.only,
  });
if (values.only === undefined || values.only === 'tokens') await tokens(options);
if ((values.only === undefined && !values.quick) || values.only === 'expired') await expired(options);
if (values.only === undefined || values.only === 'webhooks')
  await webhooks({ ...options, quick: values.quick });
if (values.only === undefined || values.only === 'console') await consoleLists(options);
