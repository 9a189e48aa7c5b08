import { createHmac } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Command } from 'commander';
import type { Environment } from '../config/index.ts';
import { signedHeaders } from '../signatures/index.ts';
import type { StreamedEvent } from '../webhooks/index.ts';
import { apiError, apiFrom, CallError, openStream, send, urlOf, type Api } from './developer-client.ts';
import { messagesIn } from './event-source.ts';
import type { CommandIo } from './io.ts';
import { printable } from './output.ts';
import { webhookId } from './values.ts';

interface ListenOptions {
  webhook: string;
  forward: string;
  api?: string;
  json?: true;
}

/** Milliseconds between two attempts to connect. */
const RECONNECT = [500, 1_000, 2_000, 5_000];

const EXAMPLE = `
Every event that the webhook receives from now on is sent to the URL like a delivery, and its response is printed. The
webhook's own target receives the event as well. Delivery settings of the flow, such as headers, a body expression or a
format, are not applied. Requests are signed with the printed secret, which is the same each
time for the same API key and webhook.

Example:
  export VALETKEY_API=https://valetkey.example/v2/tenants/<id> VALETKEY_LOGIN=email:apikey
  valetkey listen --webhook <id> --forward http://127.0.0.1:3000/webhooks

Exit code: 0 stopped with Ctrl-C, 1 the API refused, 2 wrong usage.
`;

/** @param stop ends the command; Ctrl-C by default */
export function listenCommand(io: CommandIo, environment: Environment, stop = interrupted): Command {
  return new Command('listen')
    .requiredOption('--webhook <id>', 'ID of the webhook', webhookId)
    .requiredOption('--forward <url>', 'where to send its events')
    .option('--api <url>', 'URL of the tenant in the API; default VALETKEY_API')
    .option('--json', 'print one JSON object per line')
    .addHelpText('after', EXAMPLE)
    .action(async ({ webhook, forward, api: given, json }: ListenOptions) => {
      const url = urlOf('--forward', forward);
      const api = apiFrom(environment, given);
      const secret = secretFor(webhook, api);
      const show = json === true ? (fact: object) => io.stdout(`${JSON.stringify(fact)}\n`) : undefined;
      const stopped = stop();
      await listen(api, webhook, stopped, {
        connected(again) {
          if (again) return io.stderr('Connected again.\n');
          io.stderr(`Forwarding events to ${url}. Press Ctrl-C to stop.\n`);
          (show ?? (() => io.stdout(`Signing secret: ${secret}\n`)))({ signing_secret: secret });
        },
        interrupted: (reason) => io.stderr(`${printable(reason)} Trying again.\n`),
        async event(event) {
          const result = await forwardEvent(event, { url, secret }, stopped);
          (show ?? (() => io.stdout(lineOf(event, result))))({ id: event.id, type: event.type, ...result });
        },
      });
    });
}

/**
 * A secret of its own, because the webhook's is not shown again. Nobody can calculate it without the API key, nor the
 * API key from it.
 */
function secretFor(webhook: string, { authorization }: Api): string {
  return `whsec_${createHmac('sha256', authorization).update(`listen ${webhook}`).digest('base64')}`;
}

/** Aborts at the first Ctrl-C or SIGTERM. */
function interrupted(): AbortSignal {
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());
  return stopping.signal;
}

interface Listener {
  connected(again: boolean): void;
  interrupted(reason: string): void;
  event(event: StreamedEvent): Promise<void>;
}

/**
 * Reads the stream of a webhook until `stopped`. If the connection is lost, it continues after the last event.
 * @throws CallError if the first connection fails, or the API refuses
 */
async function listen(api: Api, webhook: string, stopped: AbortSignal, listener: Listener): Promise<void> {
  let last: string | undefined;
  let failures = 0;
  for (let connections = 0; !stopped.aborted;) {
    try {
      const headers = { accept: 'text/event-stream', ...(last !== undefined && { 'last-event-id': last }) };
      const path = `/webhook-events?filter[webhook]=${webhook}`;
      const stream = await openStream(api, path, headers, stopped);
      listener.connected(connections > 0);
      connections += 1;
      failures = 0;
      for await (const { id, event, data } of messagesIn(stream)) {
        if (data !== undefined && event === 'error') throw apiError(Number(statusIn(data)), data);
        if (data !== undefined) await listener.event(JSON.parse(data) as StreamedEvent);
        last = id;
      }
      if (!stopped.aborted) listener.interrupted('The server ended the stream.');
    } catch (error) {
      if (stopped.aborted) return;
      const isFinal = error instanceof CallError && [400, 401, 403, 404, 406].includes(error.status ?? 0);
      if (isFinal || connections === 0) throw error;
      listener.interrupted(
        error instanceof CallError ? error.message : 'The connection to the API was lost.',
      );
    }
    const wait = RECONNECT[Math.min(failures, RECONNECT.length - 1)];
    failures += 1;
    await delay(wait, undefined, { signal: stopped }).catch(() => undefined);
  }
}

function statusIn(data: string): string | undefined {
  return (JSON.parse(data) as { errors: { status: string }[] }).errors[0]?.status;
}

/** The outcome of an event: the status of the response, or the reason that nothing responded. */
type Result = { status: number; milliseconds: number } | { error: string };

async function forwardEvent(
  { id, unparsed, request }: StreamedEvent,
  { url, secret }: { url: string; secret: string },
  stopped: AbortSignal,
): Promise<Result> {
  if (request === null) return { error: `Not forwarded: ${unparsed ?? ''}` };
  const body = Buffer.from(request.body, request.body_encoding === 'base64' ? 'base64' : 'utf8');
  const headers = { ...request.headers, ...signedHeaders(id, body, [secret], Date.now()) };
  const startedAt = performance.now();
  try {
    const { status } = await send(url, { method: 'POST', headers, body }, stopped);
    return { status, milliseconds: Math.round(performance.now() - startedAt) };
  } catch (error) {
    if (error instanceof CallError) return { error: error.message };
    throw error;
  }
}

function lineOf({ id, received_at, kind, type }: StreamedEvent, result: Result): string {
  const outcome =
    'error' in result ? printable(result.error) : `${result.status} in ${result.milliseconds} ms`;
  return `${received_at}  ${printable(type ?? kind)}  ${id}  ${outcome}\n`;
}
