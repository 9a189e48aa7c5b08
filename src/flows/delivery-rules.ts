import { sha256 } from '../crypto/index.ts';
import { AppError, combined } from '../errors.ts';
import { assertExpression } from '../expressions/index.ts';
import type { FlowDelivery } from '../schema/index.ts';
import { FORBIDDEN_HEADERS } from '../signatures/index.ts';
import { pluralize } from '../system/pluralize.ts';
import type { Flow } from './store.ts';

const AT = '/data/attributes/delivery';

/** In seconds. */
const MAX_TOTAL_DELAY = 7 * 86_400;

/** Set by every delivery (Standard Webhooks), or by the HTTP client. */
const SET_BY_US = ['webhook-id', 'webhook-timestamp', 'webhook-signature', 'accept-encoding'];

/** The attributes of a CloudEvent that a delivery sets, and those that only the data's content type can be. */
const SET_BY_FORMAT = [
  'ce-specversion',
  'ce-id',
  'ce-source',
  'ce-type',
  'ce-time',
  'ce-subject',
  'ce-datacontenttype',
  'ce-kind',
  'ce-senderid',
  'ce-credential',
];

/**
 * Checks what the schema cannot check.
 * @throws AppError validation_failed with one error per fault
 */
export function assertValidDelivery(delivery: FlowDelivery): void {
  const { retry_schedule, headers = {}, signing, body, format, order } = delivery;
  const faults: AppError[] = [];
  const fault = (at: string, detail: string) =>
    faults.push(new AppError('validation_failed', detail, { source: { pointer: `${AT}/${at}` } }));
  const total = (retry_schedule ?? []).reduce((sum, delay) => sum + delay, 0);
  if (total > MAX_TOTAL_DELAY)
    fault(
      'retry_schedule',
      `retry_schedule has ${pluralize(total, 'second')} in total. Shorten it to ${MAX_TOTAL_DELAY} (seven days) at most.`,
    );
  const set = format === undefined ? SET_BY_US : [...SET_BY_US, ...SET_BY_FORMAT];
  headerFaults(headers, signing?.header, set, fault);
  if (signing !== undefined) signingFaults(signing, set, fault);
  if (faults.length > 0) throw combined(faults);
  if (body !== undefined) assertExpression(body, `${AT}/body`);
  if (order?.key !== undefined) assertExpression(order.key, `${AT}/order/key`);
}

/** Identifies the order of a flow: another one has another value. null without order. */
export function orderSettingOf(delivery: FlowDelivery | null): string | null {
  if (delivery?.order === undefined) return null;
  return sha256(JSON.stringify(delivery.order)).slice(0, 16);
}

type AddFault = (at: string, detail: string) => void;

function headerFaults(
  headers: NonNullable<FlowDelivery['headers']>,
  signatureHeader: string | undefined,
  set: readonly string[],
  fault: AddFault,
): void {
  const seen = new Set<string>();
  for (const given of Object.keys(headers)) {
    const name = given.toLowerCase();
    const at = `headers/${given.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (name === 'authorization')
      fault(
        at,
        'The header Authorization is not allowed here, because headers are returned. Set target_authorization instead.',
      );
    else if (FORBIDDEN_HEADERS.includes(name) || set.includes(name))
      fault(at, `The header ${given} cannot be set. Remove it.`);
    else if (name === signatureHeader?.toLowerCase())
      fault(at, `The header ${given} contains the signature. Remove it, or change signing.header.`);
    else if (seen.has(name)) fault(at, `The header ${given} is set twice. Remove one.`);
    seen.add(name);
  }
}

function signingFaults(
  { type, header, encoding, prefix }: NonNullable<FlowDelivery['signing']>,
  set: readonly string[],
  fault: AddFault,
): void {
  if (type !== 'hmac_sha256') {
    for (const [name, value] of Object.entries({ header, encoding, prefix }))
      if (value !== undefined)
        fault(`signing/${name}`, `${name} is only allowed with the type hmac_sha256. Remove it.`);
    return;
  }
  if (header === undefined)
    fault('signing', 'The type hmac_sha256 requires header. Set it to the header for the signature.');
  else if ([...FORBIDDEN_HEADERS, ...set, 'content-type'].includes(header.toLowerCase()))
    fault('signing/header', `The header ${header} cannot contain the signature. Use another one.`);
}

/** The secrets of a target, each with what sets and removes it. */
const TARGET_SECRETS = ['target_authorization', 'target_client_key'] as const;

/**
 * Checks where the stored Authorization header and the client certificate would be used: someone who may change the flow
 * but does not know the secret must not get it used for a URL of their own.
 * @param entered the secrets that the request contains
 * @throws AppError validation_failed
 */
export function assertSentToItsTarget(
  flow: Pick<Flow, 'target_url' | (typeof TARGET_SECRETS)[number]>,
  before: Pick<Flow, 'target_url'> | undefined,
  entered: readonly string[],
): void {
  for (const name of TARGET_SECRETS) {
    if (flow[name] === null) continue;
    if (flow.target_url === null && entered.includes(name))
      throw refused(name, `${name} requires target_url. Set it as well.`);
    if (!entered.includes(name) && before !== undefined && before.target_url !== flow.target_url) {
      const removed = name === 'target_client_key' ? 'null for target_client_certificate' : 'null';
      throw refused(
        'target_url',
        `${name} was entered for the previous target_url. Send ${name} again, or ${removed} to remove it.`,
      );
    }
  }
}

/**
 * Checks that certificates are used with https, because nothing else checks them.
 * @throws AppError validation_failed
 */
export function assertUsesTls(
  flow: Pick<Flow, 'target_url' | 'target_client_certificate' | 'target_ca_certificates'>,
): void {
  if (flow.target_url === null || flow.target_url.toLowerCase().startsWith('https:')) return;
  for (const name of ['target_client_certificate', 'target_ca_certificates'] as const)
    if (flow[name] !== null)
      throw refused('target_url', `${name} requires an https target_url. Use https, or set ${name} to null.`);
}

function refused(name: string, detail: string): AppError {
  return new AppError('validation_failed', detail, { source: { pointer: `/data/attributes/${name}` } });
}
