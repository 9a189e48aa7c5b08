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

/**
 * Checks what the schema cannot check.
 * @throws AppError validation_failed with one error per fault
 */
export function assertValidDelivery({ retry_schedule, headers, signing, body, order }: FlowDelivery): void {
  const faults: AppError[] = [];
  const fault = (at: string, detail: string) =>
    faults.push(new AppError('validation_failed', detail, { source: { pointer: `${AT}/${at}` } }));
  const total = (retry_schedule ?? []).reduce((sum, delay) => sum + delay, 0);
  if (total > MAX_TOTAL_DELAY)
    fault(
      'retry_schedule',
      `retry_schedule has ${pluralize(total, 'second')} in total. Shorten it to ${MAX_TOTAL_DELAY} (seven days) at most.`,
    );
  headerFaults(headers ?? {}, signing?.header, fault);
  if (signing !== undefined) signingFaults(signing, fault);
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
    else if (FORBIDDEN_HEADERS.includes(name) || SET_BY_US.includes(name))
      fault(at, `The header ${given} cannot be set. Remove it.`);
    else if (name === signatureHeader?.toLowerCase())
      fault(at, `The header ${given} contains the signature. Remove it, or change signing.header.`);
    else if (seen.has(name)) fault(at, `The header ${given} is set twice. Remove one.`);
    seen.add(name);
  }
}

function signingFaults(
  { type, header, encoding, prefix }: NonNullable<FlowDelivery['signing']>,
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
  else if ([...FORBIDDEN_HEADERS, ...SET_BY_US, 'content-type'].includes(header.toLowerCase()))
    fault('signing/header', `The header ${header} cannot contain the signature. Use another one.`);
}

/**
 * Checks where the stored Authorization header would be sent: someone who may change the flow but does not know the
 * value must not get it sent to a URL of their own.
 * @param entered whether the request contains target_authorization
 * @throws AppError validation_failed
 */
export function assertSentToItsTarget(
  flow: Pick<Flow, 'target_url' | 'target_authorization'>,
  before: Pick<Flow, 'target_url'> | undefined,
  entered: boolean,
): void {
  if (flow.target_authorization === null) return;
  if (flow.target_url === null && entered)
    throw refused('target_authorization', 'target_authorization requires target_url. Set it as well.');
  if (!entered && before !== undefined && before.target_url !== flow.target_url)
    throw refused(
      'target_url',
      'target_authorization was entered for the previous target_url. Send target_authorization again, or null to remove it.',
    );
}

function refused(name: string, detail: string): AppError {
  return new AppError('validation_failed', detail, { source: { pointer: `/data/attributes/${name}` } });
}
