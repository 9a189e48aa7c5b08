// npm run bench [-- --quick] [-- --seconds 8] [-- --rounds 3]
// The run-time read beside its floors, tokens and introspection beside oidc-provider, and what a million expired tokens
// do to them, webhooks beside their floor, and the console's lists, in one run. Prints tables of rates and ratios; judges nothing.
import { consoleLists } from './run-console.mjs';
import { expired } from './run-expired.mjs';
import { runTimeRead } from './run-time-read.mjs';
import { tokens } from './run-tokens.mjs';
import { webhooks } from './run-webhooks.mjs';
import { parseArgs } from 'node:util';

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
  console.log(
    'npm run bench [-- --quick] [-- --seconds 6] [-- --rounds 3] [-- --connections 64] [-- --only NAME]\n--quick leaves out the million rows. --only tokens: tokens and introspection alone; --only expired: a million expired tokens alone; --only webhooks: webhooks alone; --only console: lists in the console alone; --only sqlite or --only postgres: the run-time read alone.',
  );
  process.exit();
}
const measured = {
  seconds: Number(values.seconds),
  rounds: Number(values.rounds),
  connections: Number(values.connections),
};
if (values.only === undefined || ['sqlite', 'postgres'].includes(values.only))
  await runTimeRead({
    ...measured,
    sizes: values.quick ? [1_000] : [1_000, 1_000_000],
    only: values.only,
  });
if (values.only === undefined || values.only === 'tokens') await tokens(measured);
if ((values.only === undefined && !values.quick) || values.only === 'expired') await expired(measured);
if (values.only === undefined || values.only === 'webhooks')
  await webhooks({ ...measured, quick: values.quick });
if (values.only === undefined || values.only === 'console') await consoleLists(measured);
