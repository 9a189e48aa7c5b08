import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import type { Environment } from '../config/index.ts';
import { loadSchemas } from '../schema/index.ts';
import { VerificationError } from '../signatures/index.ts';
import { loadSenders, signSample, type Sender } from '../webhooks/index.ts';
import { apiError, apiFrom, CallError, send, urlOf } from './developer-client.ts';
import { UsageError } from './faults.ts';
import type { CommandIo } from './io.ts';
import { printable } from './output.ts';
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
The request is signed with VALETKEY_WEBHOOK_SECRET, the secret of the webhook; without it, with the secret of the
sample. Each request is a new event, if the sender sends an ID in a header or signs the time.

Examples:
  VALETKEY_WEBHOOK_SECRET=… valetkey trigger stripe --to https://valetkey.example/hooks/…
  valetkey trigger github --webhook <id> --header 'X-GitHub-Event: push' --body push.json

Exit code: 0 accepted, 1 not accepted, 2 wrong usage.
`;

export function triggerCommand(io: CommandIo, environment: Environment): Command {
  return new Command('trigger')
    .argument('<preset>', 'a sender preset, such as stripe')
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
    .action(async (preset: string, options: TriggerOptions) => {
      const sender = senderOf(preset);
      const secret = environment['VALETKEY_WEBHOOK_SECRET'] ?? sender.sample.secret;
      const url = await endpointOf(options, environment);
      const body = await bodyOf(options.body, io);
      const request = signed(sender, { url, secret, headers: options.header, ...(body && { body }) });
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

/** @throws UsageError */
function senderOf(preset: string): Sender {
  const senders = loadSenders(loadSchemas()).all();
  const sender = senders.find(({ id }) => id === preset);
  if (sender !== undefined) return sender;
  const ids = senders.map(({ id }) => id).join(', ');
  throw new UsageError(`There is no sender preset "${preset}". Presets: ${ids}.`);
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

async function bodyOf(file: string | undefined, io: CommandIo): Promise<Buffer | undefined> {
  if (file === undefined) return undefined;
  return file === '-' ? io.readStdin() : readFileSync(file);
}

/** @throws UsageError if the sample cannot be signed with this secret */
function signed(sender: Sender, wanted: Omit<Parameters<typeof signSample>[1], 'now'>) {
  try {
    return signSample(sender, { ...wanted, now: Date.now() });
  } catch (error) {
    throw error instanceof VerificationError ? new UsageError(error.message) : error;
  }
}
