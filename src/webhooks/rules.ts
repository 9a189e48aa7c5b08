import type { Credential } from '../credentials/index.ts';
import { AppError, combined, notFound } from '../errors.ts';
import {
  assertDeduplication,
  assertFilter,
  assertParser,
  assertResponse,
  responseFaults,
  type Deduplication,
} from './parsing/index.ts';
import { mergeServices, parserFor, type WebhookServices } from './config-services.ts';
import type { Outbound } from '../http/index.ts';
import {
  assertHandshake,
  assertUrls,
  assertVerification,
  decryptionKeyFault,
  handshakeFault,
  needsSecret,
  secretFault,
  setsSecret,
} from '../signatures/index.ts';
import type { Webhook } from './store.ts';
import { isWaitingForSecret } from './waiting-for-secret.ts';

const AT = '/data/attributes';

/**
 * Checks that the attributes of a webhook are consistent.
 * @param credential provides services and client secret that the webhook does not have itself
 * @param server what it may call, and whether proxies pass client certificates on to it
 * @param given the attributes in the request, to point errors at those that it contains
 * @param mayWait whether the secret can be set later
 * @throws AppError validation_failed with one error per fault, url_not_allowed
 */
export function assertValidWebhook(
  webhook: Webhook,
  credential: Credential | undefined,
  given: {
    config_services?: unknown;
    secret?: string | null;
    secret_overlap?: number;
    decryption_key?: string | null;
    [name: string]: unknown;
  },
  server: { outbound: Pick<Outbound, 'assertAllowed'>; readsCertificates: boolean },
  mayWait = false,
): void {
  const { authentication, secret } = webhook;
  const own = webhook.config_services;
  if (own.webhook_event_verification !== undefined && given.config_services !== undefined) {
    const pointer = `${AT}/config_services/webhook_event_verification`;
    assertVerification(own.webhook_event_verification, pointer);
    assertUrls(own.webhook_event_verification, pointer, server.outbound);
  }
  if (own.webhook_handshake !== undefined && given.config_services !== undefined)
    assertHandshake(own.webhook_handshake, `${AT}/config_services/webhook_handshake`);
  for (const name of ['webhook_parser', 'action_callback_parser'] as const)
    if (own[name] !== undefined) assertParser(own[name], `${AT}/config_services/${name}`);
  for (const name of ['response', 'action_response'] as const)
    if (webhook[name] !== null) assertResponse(webhook[name], `${AT}/${name}`);
  if (webhook.deduplication !== null)
    assertDeduplication(webhook.deduplication as Deduplication, `${AT}/deduplication`);
  for (const { filter, pointer } of filtersOf(webhook)) if (filter) assertFilter(filter, pointer);
  const faults: AppError[] = [];
  const fault = (name: string, detail: string) => {
    const pointer = Object.hasOwn(given, name) ? `${AT}/${name}` : '/data';
    faults.push(new AppError('validation_failed', detail, { source: { pointer } }));
  };
  if (given.secret_overlap !== undefined && (given.secret ?? undefined) === undefined)
    fault(
      'secret_overlap',
      'secret_overlap is only allowed together with a new secret. Send secret as well, or leave secret_overlap out.',
    );
  for (const name of ['response', 'action_response'] as const)
    for (const text of webhook[name] === null ? [] : responseFaults(webhook[name], name)) fault(name, text);
  const services = mergeServices(own, credential?.config_services as WebhookServices | undefined);
  faults.push(...flowFaults(webhook, services, given));
  if (authentication === 'signature') {
    const { webhook_event_verification: verification, webhook_handshake: handshake } = services;
    if (verification?.type === 'client_certificate' && !server.readsCertificates)
      fault(
        'config_services',
        'This server receives no client certificates. The operator must set CLIENT_CERTIFICATE_HEADER to the header in which the proxy passes them on.',
      );
    const unsuitable = handshake && handshakeFault(handshake, verification);
    if (unsuitable !== undefined) fault('config_services', unsuitable);
    if (verification === undefined)
      fault(
        'config_services',
        'authentication "signature" requires config_services.webhook_event_verification. Set it on the webhook or on its credential.',
      );
    const needed = (verification === undefined || needsSecret(verification)) && !setsSecret(handshake);
    const waits = mayWait && isWaitingForSecret(webhook);
    if (needed && secret === null && !waits && !hasClientSecret(credential))
      fault(
        'secret',
        'authentication "signature" requires a secret. Set secret to the one the sender signs with, or use a credential whose client secret it signs with. If the sender shows the secret later, create the webhook with secret null and without a credential.',
      );
    if (given.secret !== undefined && given.secret !== null && given.secret !== given.secret.trim())
      fault('secret', 'secret must not start or end with whitespace. Remove the whitespace.');
    if (verification !== undefined && given.secret !== undefined && given.secret !== null) {
      const detail = secretFault(verification, given.secret);
      if (detail !== undefined) fault('secret', detail);
    }
  } else if (own.webhook_handshake !== undefined && own.webhook_handshake.type !== 'none')
    fault('config_services', 'webhook_handshake is only allowed with authentication "signature". Remove it.');
  else if (secret !== null)
    fault(
      'secret',
      'secret is only allowed with authentication "signature"; with "oauth2", the access token identifies the sender. Leave secret out, or set authentication to "signature".',
    );
  for (const [name, detail] of decryptionFaults(webhook, services, given)) fault(name, detail);
  if (faults.length > 0) throw combined(faults);
}

/** By attribute. */
function decryptionFaults(
  { authentication, decryption_key }: Webhook,
  { webhook_event_verification: verification }: WebhookServices,
  given: { decryption_key?: string | null },
): [name: string, detail: string][] {
  const isGraph = authentication === 'signature' && verification?.type === 'microsoft_graph';
  if (isGraph && verification.certificate_ids !== undefined && decryption_key === null)
    return [
      [
        'config_services',
        'certificate_ids requires decryption_key. Set it to the private key of the certificate, or leave certificate_ids out.',
      ],
    ];
  if (typeof given.decryption_key !== 'string') return [];
  const detail = isGraph
    ? decryptionKeyFault(given.decryption_key)
    : 'decryption_key is only allowed if webhook_event_verification has the type microsoft_graph. Leave it out.';
  return detail === undefined ? [] : [['decryption_key', detail]];
}

/** The filters of a webhook's flows, and where they are in the request. */
function filtersOf({ filter, additional_flows }: Webhook) {
  return [
    { filter, pointer: `${AT}/filter` },
    ...additional_flows.map((flow, index) => ({
      filter: flow.filter ?? null,
      pointer: `${AT}/additional_flows/${index}/filter`,
    })),
  ];
}

function flowFaults(
  webhook: Webhook,
  services: WebhookServices,
  given: Readonly<Record<string, unknown>>,
): AppError[] {
  const faults: AppError[] = [];
  const fault = (at: string, detail: string) => {
    const isGiven = Object.hasOwn(given, at.split('/')[3]!);
    const source = { pointer: isGiven ? at : '/data' };
    faults.push(new AppError('validation_failed', detail, { source }));
  };
  const hasParser = (['event', 'action'] as const).some((kind) => parserFor(services, kind) !== undefined);
  for (const { filter, pointer } of filtersOf(webhook))
    if (filter?.types !== undefined && !hasParser)
      fault(
        `${pointer}/types`,
        'types requires a parser that returns the type. Set config_services.webhook_parser, or use expression with headers instead.',
      );
  const seen = new Set([webhook.flow_id]);
  webhook.additional_flows.forEach(({ flow_id }, index) => {
    if (seen.has(flow_id))
      fault(
        `${AT}/additional_flows/${index}/flow_id`,
        'The webhook already delivers to this flow. List each flow once, and not the one in relationships.flow.',
      );
    seen.add(flow_id);
  });
  return faults;
}

/**
 * Checks that the additional flows of a webhook are flows of its tenant.
 * @throws AppError not_found with one error per flow that does not exist
 */
export function assertFlowsExist({ additional_flows }: Webhook, existing: readonly string[]): void {
  const faults = additional_flows.flatMap(({ flow_id }, index) =>
    existing.includes(flow_id)
      ? []
      : [notFound('flow', { pointer: `${AT}/additional_flows/${index}/flow_id` })],
  );
  if (faults.length > 0) throw combined(faults);
}

function hasClientSecret(credential: Credential | undefined): boolean {
  return (
    credential !== undefined && (credential.sealed_secret !== null || credential.oauth_client_id !== null)
  );
}
