import type { ReadAction } from '../actions/index.ts';
import type { ReadClientSecrets } from '../credentials/index.ts';
import { AppError, notFound } from '../errors.ts';
import { overloaded } from '../expressions/index.ts';
import type { Input } from '../jsonapi/index.ts';
import type { WebhookTestCreate } from '../schema/index.ts';
import {
  checkSender,
  VerificationError,
  type KeySource,
  type ReplayEvidence,
  type SignedRequest,
} from '../signatures/index.ts';
import type { Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import { newId } from '../system/ids.ts';
import type { EventKind } from './event-store.ts';
import {
  answerDeclaredVerified,
  answerUnsignedBody,
  answerVerified,
  assertNoCrcToken,
  type HandshakeAnswer,
} from './receiving/handshakes/index.ts';
import { findOriginal } from './receiving/received-store.ts';
import type { WebhookEndpoint, EndpointRead } from './receiving/endpoint-read.ts';
import { keptHeaders } from './receiving/kept-headers.ts';
import { routesOf, type Route } from './delivery/routes.ts';
import { matchCredentials } from './delivery/match-credentials.ts';
import {
  evaluateResponse,
  filterEvents,
  parse,
  type Filterable,
  type FilterResult,
  type Parsed,
  type ResponseBody,
  type Sample,
} from './parsing/index.ts';
import type { WebhookSecrets } from './secrets.ts';
import { parserFor } from './config-services.ts';
import { deduplicationKeyOf } from './receiving/deduplication-key.ts';
import { openSecrets } from './receiving/signed.ts';
import { storedBody } from './receiving/stored-body.ts';
import { findWebhook } from './store.ts';
import type { TargetRead } from './delivery/target-read.ts';
import { eventsBySenderId } from './delivery/parsed-store.ts';

/** The result of each step for a sample request. */
export interface WebhookTest {
  id: string;
  webhook_id: string;
  /** null if senders authenticate with an access token instead of a signature. */
  sender: { proven: boolean; reason: string | null } | null;
  handshake: HandshakeAnswer | null;
  headers: Record<string, string>;
  /** null if there is no parser for this kind of event. */
  parser: Parsed | null;
  /** What the expression of the response returns; null without one. */
  response: ResponseBody | null;
  /** For each flow, its own first, whether it would receive the first event; empty without an event. */
  flows: { flow_id: string; result: FilterResult }[];
  credential_id: string | null;
  /** The event that the sample would duplicate, by its deduplication key or by the ID from the parser. */
  duplicate_of: string | null;
}

/** Runs a webhook's services on a sample request. Stores and delivers nothing. */
export type TryWebhook = ReadAction<Input<WebhookTestCreate>, WebhookTest>;

export function createTryWebhook(parts: {
  readEndpoint: EndpointRead;
  readTarget: TargetRead;
  readClientSecrets: ReadClientSecrets;
  secrets: WebhookSecrets;
  keysFor: (tenantId: string) => KeySource;
  clock: Clock;
  publicUrl: string;
  certificateHeader: string | undefined;
  log: Log;
}): TryWebhook {
  const { readEndpoint, readTarget, clock, publicUrl, log } = parts;
  return {
    name: 'webhooks.test',
    permission: 'tenants.webhooks.edit',
    schema: 'webhook-test.create',
    writes: false,
    async run({ db }, { params, document }) {
      const webhook = await findWebhook(db, params['id']!);
      const endpoint = webhook && (await readEndpoint(webhook.hook_id));
      if (endpoint === undefined) throw notFound('webhook');
      const { kind = 'event', ...sample } = document.data.attributes;
      const headers = lowerCaseNames(sample.headers ?? {});
      const body = Buffer.from(sample.body, sample.body_encoding === 'base64' ? 'base64' : 'utf8');
      const now = clock();
      const path = `/hooks/${webhook!.hook_id}${kind === 'action' ? '/actions' : ''}${sample.query ?? ''}`;
      const request = { headers, body, method: 'POST', url: publicUrl + path, now };
      const forwarded = headers[parts.certificateHeader?.toLowerCase() ?? ''];
      const clientCertificate = typeof forwarded === 'string' ? forwarded : undefined;
      const signed = { ...request, clientCertificate, secrets: await openSecrets(endpoint, parts, now) };
      const { sender, handshake, evidence, stored } = await senderOf(endpoint, kind, signed, parts).catch(
        (error: unknown) => asRefused(error, signed),
      );
      const parsed = await parseSample(endpoint, kind, stored);
      const [event = null] = (parsed?.ok ? parsed.events : null) ?? [];
      const target = await readTarget(
        { tenant_id: db.tenantId, webhook_id: endpoint.id, flow_id: null },
        now,
      );
      if (target === undefined) throw notFound('webhook');
      const { user = null, id = null } = event ?? {};
      const credentialIds = await matchCredentials(db, user === null ? [] : [user], target.credential);
      const known = await eventsBySenderId(db, { webhook_id: endpoint.id, kind }, id === null ? [] : [id]);
      const { key, window } = await deduplicationKeyOf(
        endpoint,
        { sample: sampleOf(endpoint, kind, stored), evidence },
        log,
      );
      const hasKey = sender?.proven !== false && key !== null;
      const repeated = hasKey ? await findOriginal(db, endpoint.id, { key, window }, now) : undefined;
      return {
        id: newId(),
        webhook_id: endpoint.id,
        sender,
        handshake,
        headers: keptHeaders(endpoint.services, kind, headers),
        parser: parsed,
        response: await responseTo(endpoint, kind, stored),
        flows:
          parsed?.ok === false
            ? []
            : await flowsFor(
                routesOf(target),
                { kind, parsed: event, sample: sampleOf(endpoint, kind, stored) },
                db.tenantId,
                target.flowId,
              ),
        credential_id: credentialIds.get(user ?? '') ?? null,
        duplicate_of: repeated ?? known.get(id ?? '') ?? null,
      };
    },
  };
}

/** What the endpoint finds out about a sample's sender. */
type Checked = Pick<WebhookTest, 'sender' | 'handshake'> & {
  evidence?: ReplayEvidence;
  /** The request, with the body as it would be stored. */
  stored: SignedRequest;
};

/**
 * The result for a handshake in another form than declared: it is the sample that is refused, not the caller.
 * @param stored the request as it was sent
 */
function asRefused(error: unknown, stored: SignedRequest): Checked {
  if (!(error instanceof AppError) || error.code !== 'unauthenticated') throw error;
  return { sender: { proven: false, reason: error.message }, handshake: null, stored };
}

async function senderOf(
  endpoint: WebhookEndpoint,
  kind: EventKind,
  signed: SignedRequest,
  { keysFor, secrets }: { keysFor: (tenantId: string) => KeySource; secrets: WebhookSecrets },
): Promise<Checked> {
  const { authentication, tenant_id, services } = endpoint;
  const { webhook_event_verification: verification, webhook_handshake } = services;
  if (authentication === 'oauth2' || verification === undefined)
    return { sender: null, handshake: null, stored: signed };
  const declared = kind === 'event' ? webhook_handshake : undefined;
  const unsigned = (declared && answerUnsignedBody(declared, signed)) ?? null;
  const verdict = await checkSender(verification, signed, keysFor(tenant_id));
  const unproven = (reason: string) => ({
    sender: { proven: false, reason },
    handshake: unsigned,
    stored: signed,
  });
  if (!verdict.valid) return unproven(verdict.reason);
  const body = await storedBody(signed.body, endpoint, secrets).catch((error: unknown) => {
    if (error instanceof VerificationError) return error;
    throw error;
  });
  if (body instanceof VerificationError) return unproven(body.message);
  if (webhook_handshake?.type === 'crc') assertNoCrcToken(signed.body);
  const builtIn = kind === 'event' ? answerVerified(verification, signed) : undefined;
  const handshake = unsigned ?? builtIn ?? (declared && answerDeclaredVerified(declared, signed)) ?? null;
  return {
    sender: { proven: true, reason: null },
    handshake,
    evidence: verdict.replay,
    stored: { ...signed, body },
  };
}

async function parseSample(
  endpoint: WebhookEndpoint,
  kind: EventKind,
  signed: SignedRequest,
): Promise<Parsed | null> {
  const parser = parserFor(endpoint.services, kind);
  if (parser === undefined) return null;
  return parse(parser, sampleOf(endpoint, kind, signed), endpoint.tenant_id);
}

async function flowsFor(
  routes: readonly Route[],
  event: Filterable,
  tenantId: string,
  ownFlowId: string,
): Promise<WebhookTest['flows']> {
  const flows: WebhookTest['flows'] = [];
  for (const { flow_id, filter } of routes) {
    const [result] = await filterEvents(filter, [event], tenantId);
    if (result === undefined) throw overloaded();
    flows.push({ flow_id: flow_id ?? ownFlowId, result });
  }
  return flows;
}

async function responseTo(
  endpoint: WebhookEndpoint,
  kind: EventKind,
  signed: SignedRequest,
): Promise<ResponseBody | null> {
  const response = endpoint.responses[kind];
  if (response?.expression === undefined) return null;
  const { expression } = response;
  return evaluateResponse(
    { ...response, expression },
    sampleOf(endpoint, kind, signed),
    newId(),
    endpoint.tenant_id,
  );
}

function sampleOf({ services }: WebhookEndpoint, kind: EventKind, { headers, body }: SignedRequest): Sample {
  const contentType = headers['content-type'];
  const kept = keptHeaders(services, kind, headers);
  return { body, contentType: typeof contentType === 'string' ? contentType : null, headers: kept };
}

/** Headers with their names in lower case, as Node.js provides them. */
function lowerCaseNames(headers: Readonly<Record<string, string | undefined>>): SignedRequest['headers'] {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
