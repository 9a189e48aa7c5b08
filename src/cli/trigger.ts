import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import type { Environment } from '../config/index.ts';
import type { SenderSample } from '../schema/index.ts';
import { VerificationError } from '../signatures/index.ts';
import { signSample, type Sender } from '../webhooks/index.ts';
import { apiError, apiFrom, CallError, send, urlOf } from './developer-client.ts';
import { UsageError } from './faults.ts';
import type { CommandIo } from './io.ts';
import { printable } from './output.ts';
import { presetOf, sampleOfType } from './presets.ts';
import { webhookId } from './values.ts';

interface TriggerOptions {
  webhook?: string;
  to?: string;
  api?: string;
  body?: string;
  header: Record<string, string>;
  json?: true;
}

const EXAMPLE = `
A preset can have samples of several event types. The first one is sent by default. With VALETKEY_API and
VALETKEY_LOGIN, the tenant's own presets can be used as well.

The request is signed with VALETKEY_WEBHOOK_SECRET, the secret of the webhook; without it, with the secret of the
sample. Each request is a new event, if the sender sends an ID in a header or signs the time.

Examples:
  VALETKEY_WEBHOOK_SECRET=… valetkey trigger stripe --to https://valetkey.example/hooks/…
  valetkey trigger stripe invoice.paid --webhook <id>
  valetkey trigger github push --webhook <id> --body push.json

Exit code: 0 accepted, 1 not accepted, 2 wrong usage.
`;

export function triggerCommand(io: CommandIo, environment: Environment): Command {
  return new Command('trigger')
    .argument('<preset>', 'a sender preset, such as stripe')
    .argument('[type]', 'the event type of the sample, such as invoice.paid')
    .option('--to <url>', 'the endpoint of the webhook')
    .option(
      '--webhook <id>',
      'ID of the webhook, to look up its endpoint with VALETKEY_API and VALETKEY_LOGIN',
      webhookId,
    )
    .option('--api <url>', 'URL of the tenant in the API; default VALETKEY_API')
    .option('--body <file>', 'send this file instead of the body of the sample; - for standard input')
    .option('--header <name: value>', 'set a header, such as one with the event type', addHeader, {})
    .option('--json', 'print JSON')
    .addHelpText('after', EXAMPLE)
    .action(async (preset: string, type: string | undefined, options: TriggerOptions) => {
      const sender = await presetOf(preset, environment, options.api);
      const sample = sampleOfType(sender, type);
      const secret = environment['VALETKEY_WEBHOOK_SECRET'] ?? sample.secret;
      const url = addressOf(await endpointOf(options, environment), sample);
      const body = await bodyOf(options.body, io);
      const request = signed(sender, sample, { url, secret, headers: options.header, ...(body && { body }) });
      const answer = await send(url, { method: 'POST', ...request });
      if (options.json === true) io.stdout(`${JSON.stringify(answer)}\n`);
      else io.stdout(`${answer.status} ${printable(answer.body)}\n`);
      if (answer.status < 200 || answer.status >= 300)
        throw new CallError(
          `The endpoint did not accept the event (status ${answer.status}).`,
          answer.status,
        );
    });
}

function addHeader(given: string, before: Record<string, string>): Record<string, string> {
  const [, name, value] = /^([\w-]+):(.*)$/.exec(given) ?? [];
  if (name === undefined) throw new UsageError(`--header must be "Name: value", not "${given}".`);
  return { ...before, [name.toLowerCase()]: value!.trim() };
}

/** @throws UsageError, CallError */
async function endpointOf(
  { to, webhook, api: given }: TriggerOptions,
  environment: Environment,
): Promise<string> {
  if ((to === undefined) === (webhook === undefined)) throw new UsageError('Pass either --to or --webhook.');
  if (to !== undefined) return urlOf('--to', to);
  const api = apiFrom(environment, given);
  const headers = { authorization: api.authorization };
  const { status, body } = await send(`${api.url}/webhooks/${webhook}`, { method: 'GET', headers });
  if (status !== 200) throw apiError(status, body);
  return (JSON.parse(body) as { data: { attributes: { endpoint: string } } }).data.attributes.endpoint;
}

/** Where the sender sends the sample. */
function addressOf(endpoint: string, { kind }: SenderSample): string {
  if (kind !== 'action') return endpoint;
  const url = new URL(endpoint);
  url.pathname += '/actions';
  return url.href;
}

async function bodyOf(file: string | undefined, io: CommandIo): Promise<Buffer | undefined> {
  if (file === undefined) return undefined;
  return file === '-' ? io.readStdin() : readFileSync(file);
}

/** @throws UsageError if the sample cannot be signed with this secret */
function signed(sender: Sender, sample: SenderSample, wanted: Omit<Parameters<typeof signSample>[2], 'now'>) {
  try {
    return signSample(sender, sample, { ...wanted, now: Date.now() });
  } catch (error) {
    throw error instanceof VerificationError ? new UsageError(error.message) : error;
  }
}
