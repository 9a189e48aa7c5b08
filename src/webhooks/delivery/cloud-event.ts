import type { FlowDelivery } from '../../schema/index.ts';
import { toRfc3339 } from '../../system/clock.ts';
import type { WebhookEvent } from '../event-store.ts';
import type { ParsedEvent } from '../parsing/index.ts';
import type { RequestBody } from './request-body.ts';

type Format = NonNullable<FlowDelivery['format']>;

/**
 * An event as a CloudEvent (CloudEvents 1.0, HTTP Protocol Binding). Its `source` and `id` identify it: each retry has
 * the same ones, and each copy for another flow an ID of its own.
 * @param data with its content type
 * @returns the body, and the headers that belong to it
 */
export function asCloudEvent(event: WebhookEvent, format: Format, data: RequestBody): RequestBody {
  const type = dataType(data.type);
  const attributes = attributesOf(event);
  if (format === 'cloudevents_binary')
    return { type, bytes: data.bytes, headers: { ...headersOf(attributes), 'content-type': type } };
  const members = Object.entries({ ...attributes, datacontenttype: asString(type) }).map(
    ([name, value]) => `"${name}":${JSON.stringify(value)}`,
  );
  const content = dataMember(type, data.bytes);
  return {
    type: STRUCTURED,
    bytes: Buffer.from(`{${[...members, ...content].join(',')}}`),
    headers: { 'content-type': STRUCTURED },
  };
}

const STRUCTURED = 'application/cloudevents+json; charset=utf-8';

/** The attributes of every event (CloudEvents 1.0, Context Attributes), and extensions with what else is known. */
function attributesOf(event: WebhookEvent): Record<string, string> {
  const parsed = event.parsed === null ? null : (JSON.parse(event.parsed) as ParsedEvent);
  const given = {
    specversion: '1.0',
    id: event.id,
    source: `/v2/tenants/${event.tenant_id}/webhooks/${event.webhook_id}`,
    type: parsed?.type ?? `valetkey.webhook.${event.kind}`,
    time: toRfc3339(event.received_at),
    subject: parsed?.user,
    kind: event.kind,
    senderid: parsed?.id,
    credential: event.credential_id,
  };
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) =>
      value === null || value === undefined || value === '' ? [] : [[name, asString(value)]],
    ),
  );
}

/** Without the characters that are not allowed in a String (CloudEvents 1.0, Type System). */
function asString(text: string): string {
  return text.toWellFormed().replaceAll(/[\p{Cc}\p{Noncharacter_Code_Point}]/gu, '\uFFFD');
}

/** Header values are percent-encoded (HTTP Protocol Binding, 3.1.3.2). */
function headersOf(attributes: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      `ce-${name}`,
      value.replaceAll(/[^\x21\x23\x24\x26-\x7e]/gu, (character) => encodeURIComponent(character)),
    ]),
  );
}

/** A request whose content type begins with `application/cloudevents` would itself be read as one in another mode. */
function dataType(type: string): string {
  if (!/^\s*application\/cloudevents/i.test(type)) return type;
  return isJson(type) ? 'application/json' : 'application/octet-stream';
}

/** The data as JSON, as text or in base64 (CloudEvents 1.0, JSON Event Format, 3.1). */
function dataMember(type: string, bytes: Buffer): string[] {
  if (bytes.length === 0) return [];
  const text = textIn(type, bytes);
  // As it is, so that no digit is lost.
  if (text !== undefined && isJson(type) && isValidJson(text)) return [`"data":${text}`];
  if (text !== undefined && isText(type)) return [`"data":${JSON.stringify(text)}`];
  return [`"data_base64":"${bytes.toString('base64')}"`];
}

function isJson(type: string): boolean {
  return /^\s*[^\s;/]+\/(?:[^\s;/]+\+)?json\s*(?:;|$)/i.test(type);
}

function isText(type: string): boolean {
  return /^\s*(?:text\/|application\/(?:[^\s;/]+\+)?(?:xml|x-www-form-urlencoded|javascript|yaml)\s*(?:;|$))/i.test(
    type,
  );
}

function isValidJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** @returns undefined if the bytes are not UTF-8, or another charset is declared */
function textIn(type: string, bytes: Buffer): string | undefined {
  const [, charset = 'utf-8'] = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(type) ?? [];
  if (!/^(?:utf-?8|us-ascii)$/i.test(charset)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
