import type { ReadAction } from '../actions/index.ts';
import type { ReadClientSecret } from '../credentials/index.ts';
import { notFound } from '../errors.ts';
import type { Input } from '../jsonapi/index.ts';
import type { WebhookTestCreate } from '../schema/index.ts';
import { checkSender, type SignedRequest } from '../signatures/index.ts';
import type { Clock } from '../system/clock.ts';
import { newId } from '../system/ids.ts';
import { findReplay, type EventKind } from './event-store.ts';
import { answerProven, type HandshakeAnswer } from './receiving/handshakes/index.ts';
import type { Hook, HookRead } from './receiving/hook-read.ts';
import { keptHeaders } from './receiving/kept-headers.ts';
import { ownersOf } from './handing-on/owners.ts';
import { parse, type Parsed } from './parsing/index.ts';
import type { WebhookSecrets } from './secrets.ts';
import { parserFor } from './services.ts';
import { openSecrets } from './receiving/signed.ts';
import { findWebhook } from './store.ts';
import type { TargetRead } from './handing-on/target-read.ts';
import { eventsBySenderId } from './handing-on/understood-store.ts';

/** What every step makes of a sample. */
export interface WebhookTest {
  id: string;
  webhook_id: string;
  /** null where an access token, and no signature, tells the sender. */
  sender: { proven: boolean; reason: string | null } | null;
  handshake: HandshakeAnswer | null;
  headers: Record<string, string>;
  /** null where there is no parser for this kind of event. */
  parser: Parsed | null;
  credential_id: string | null;
  /** The event that it would be a repetition of, by what was signed or by the parser's id. */
  duplicate_of: string | null;
}

/** Tries a webhook's services on a sample, as if it had arrived. Stores nothing, and hands nothing on. */
export type TestWebhook = ReadAction<Input<WebhookTestCreate>, WebhookTest>;

export function createTestWebhook(parts: {
  readHook: HookRead;
  readTarget: TargetRead;
  readClientSecret: ReadClientSecret;
  secrets: WebhookSecrets;
  clock: Clock;
  publicUrl: string;
}): TestWebhook {
  const { readHook, readTarget, clock, publicUrl } = parts;
  return {
    name: 'webhooks.test',
    permission: 'tenants.webhooks.edit',
    schema: 'webhook-test.create',
    writes: false,
    async run({ db }, { params, document }) {
      const webhook = await findWebhook(db, params['id']!);
      const hook = webhook && (await readHook(webhook.hook_id));
      if (hook === undefined) throw notFound('webhook');
      const { kind = 'event', ...sample } = document.data.attributes;
      const headers = inLowerCase(sample.headers ?? {});
      const body = Buffer.from(sample.body, sample.body_encoding === 'base64' ? 'base64' : 'utf8');
      const now = clock();
      const path = `/hooks/${webhook!.hook_id}${kind === 'action' ? '/actions' : ''}${sample.query ?? ''}`;
      const request = { headers, body, method: 'POST', url: publicUrl + path, now };
      const signed = { ...request, secrets: await openSecrets(hook, parts, now) };
      const parsed = await understood(hook, kind, signed);
      const event = parsed?.ok ? parsed.event : null;
      const credential = (await readTarget({ tenant_id: db.tenantId, webhook_id: hook.id }, now))?.credential;
      const { user = null, id = null } = event ?? {};
      const owners = await ownersOf(db, user === null ? [] : [user], credential ?? null);
      const known = await eventsBySenderId(db, { webhook_id: hook.id, kind }, id === null ? [] : [id]);
      const { sender, handshake, replayKey } = senderOf(hook, kind, signed);
      const repeated = replayKey === undefined ? undefined : await findReplay(db, hook.id, replayKey);
      return {
        id: newId(),
        webhook_id: hook.id,
        sender,
        handshake,
        headers: keptHeaders(hook.services.webhook_event_verification, headers),
        parser: parsed,
        credential_id: owners.get(user ?? '') ?? null,
        duplicate_of: repeated ?? known.get(id ?? '') ?? null,
      };
    },
  };
}

function senderOf(
  { authentication, services: { webhook_event_verification: verification } }: Hook,
  kind: EventKind,
  signed: SignedRequest,
): Pick<WebhookTest, 'sender' | 'handshake'> & { replayKey: string | undefined } {
  if (authentication === 'oauth2' || verification === undefined)
    return { sender: null, handshake: null, replayKey: undefined };
  const verdict = checkSender(verification, signed);
  if (!verdict.valid)
    return { sender: { proven: false, reason: verdict.reason }, handshake: null, replayKey: undefined };
  const handshake = kind === 'event' ? answerProven(verification, signed) : undefined;
  const { replayKey } = verdict;
  return { sender: { proven: true, reason: null }, handshake: handshake ?? null, replayKey };
}

async function understood(
  hook: Hook,
  kind: EventKind,
  { headers, body }: SignedRequest,
): Promise<Parsed | null> {
  const parser = parserFor(hook.services, kind);
  if (parser === undefined) return null;
  const contentType = headers['content-type'];
  const kept = keptHeaders(hook.services.webhook_event_verification, headers);
  const sample = { body, contentType: typeof contentType === 'string' ? contentType : null, headers: kept };
  return parse(parser, sample, hook.tenant_id);
}

/** As node gives them. */
function inLowerCase(headers: Readonly<Record<string, string | undefined>>): SignedRequest['headers'] {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
