import { createHash } from 'node:crypto';
import { isObject } from '../../system/json-type.ts';
import { ParseFault } from './fault.ts';
import { readJson } from './json.ts';
import type { ParsedEvent, Sample } from './parser-types.ts';

/** As many as there can be events in one request. */
const MAX_EVENTS = 1000;
const MAX_ID_LENGTH = 255;

/** A CloudEvent in its JSON format (CloudEvents 1.0, JSON Event Format, 3). */
type CloudEvent = Record<string, unknown> & Record<(typeof REQUIRED)[number], string>;

const REQUIRED = ['specversion', 'id', 'source', 'type'] as const;

/** Characters that no attribute may contain (CloudEvents 1.0, Type System); PostgreSQL cannot store all of them. */
const FORBIDDEN = /[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]/u;

/**
 * Reads one or more CloudEvents from a request (CloudEvents 1.0, HTTP Protocol Binding): in the body as
 * `application/cloudevents+json` (structured) or `application/cloudevents-batch+json` (batched), or with its attributes
 * in `ce-` headers (binary).
 * @param text the body
 * @returns in the JSON format, whichever mode the sender uses; a list only for a batch
 * @throws ParseFault
 */
export function readCloudEvents(
  text: string,
  { body, contentType, headers }: Sample,
): CloudEvent | CloudEvent[] {
  const type = (contentType ?? '').split(';')[0]!.trim().toLowerCase();
  if (type === 'application/cloudevents+json') return checked(readJson(text, 'The body'), 'The body');
  if (type !== 'application/cloudevents-batch+json')
    return checked({ ...attributesIn(headers), ...contentOf(text, body, contentType) }, 'The request');
  const list = readJson(text, 'The body');
  if (!Array.isArray(list) || list.length === 0)
    throw new ParseFault('The body is not a list of CloudEvents, as its Content-Type says.');
  if (list.length > MAX_EVENTS) throw new ParseFault(`The body has more than ${MAX_EVENTS} CloudEvents.`);
  return list.map((entry, index) => checked(entry, `CloudEvent ${index + 1} of the body`));
}

/**
 * Each CloudEvent as an event, if there is no expression. Its source and ID identify it together (CloudEvents 1.0, id).
 */
export function cloudEventsAsEvents(value: unknown): [ParsedEvent, ...ParsedEvent[]] {
  const [first, ...others] = [value as CloudEvent | CloudEvent[]].flat().map((event) => ({
    type: event.type.slice(0, 255),
    id: identityOf(event),
    user: null,
    data: event,
  }));
  return [first!, ...others];
}

function identityOf({ source, id }: CloudEvent): string {
  const identity = `${source} ${id}`;
  return identity.length <= MAX_ID_LENGTH ? identity : createHash('sha256').update(identity).digest('hex');
}

/** The attributes in the headers, percent-decoded (HTTP Protocol Binding, 3.1.3.2). */
function attributesIn(headers: Sample['headers']): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([header, value]) => {
      const [, name] = /^ce-([a-z0-9]+)$/i.exec(header) ?? [];
      return name === undefined || typeof value !== 'string' ? [] : [[name.toLowerCase(), decoded(value)]];
    }),
  );
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** The data of a CloudEvent in the binary mode, as the JSON format has it. */
function contentOf(text: string, body: Buffer, contentType: string | null): Record<string, unknown> {
  const type = contentType === null ? {} : { datacontenttype: contentType };
  if (body.length === 0) return type;
  if (/^(?:application|text)\/(?:[^\s;/]+\+)?json(?:\s*;|$)/i.test(contentType ?? ''))
    return { ...type, data: readJson(text, 'The body') };
  return Buffer.from(text).equals(body)
    ? { ...type, data: text }
    : { ...type, data_base64: body.toString('base64') };
}

function checked(value: unknown, what: string): CloudEvent {
  if (!isObject(value)) throw new ParseFault(`${what} is not a CloudEvent, which is a JSON object.`);
  for (const name of REQUIRED) {
    const attribute = value[name];
    if (typeof attribute !== 'string' || attribute === '')
      throw new ParseFault(`${what} is not a CloudEvent: the attribute ${name} is missing.`);
    if (FORBIDDEN.test(attribute))
      throw new ParseFault(
        `${what} is not a CloudEvent: the attribute ${name} contains a character that is not allowed.`,
      );
  }
  return value as CloudEvent;
}
