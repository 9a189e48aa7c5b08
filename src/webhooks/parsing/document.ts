import { decodeText } from './charset.ts';
import { readCloudEvents } from './cloudevents.ts';
import { ParseFault } from './fault.ts';
import { readForm } from './form.ts';
import { readJson } from './json.ts';
import { readLines } from './lines.ts';
import type { Format, Sample } from './parser-types.ts';
import { readXml } from './xml.ts';

/** Bytes. */
const MAX_BODY = 1_048_576;
/** Bytes of JSON text. A control character is one byte in a form but six in JSON. */
const MAX_DOCUMENT = 2 * MAX_BODY;

/** The content of a body, as a value and as JSON text. */
export interface ReadDocument {
  value: unknown;
  json: string;
}

/**
 * Parses a body, which is untrusted.
 * @throws ParseFault
 */
export function readDocument(format: Format, sample: Sample): ReadDocument {
  const { body, contentType } = sample;
  if (body.length > MAX_BODY) throw new ParseFault('The body is larger than 1 MiB.');
  const value =
    format === 'cloudevents'
      ? readCloudEvents(textIn(sample), sample)
      : read(format, decodeText(body, contentType), contentType);
  const json = JSON.stringify(value);
  if (Buffer.byteLength(json) > MAX_DOCUMENT)
    throw new ParseFault('The body is larger than 2 MiB when converted to JSON.');
  return { value, json };
}

/** Empty for data that is not text, which only a CloudEvent can contain. */
function textIn({ body, contentType }: Sample): string {
  try {
    return decodeText(body, contentType);
  } catch (error) {
    if (error instanceof ParseFault) return '';
    throw error;
  }
}

function read(format: Exclude<Format, 'cloudevents'>, text: string, contentType: string | null): unknown {
  switch (format) {
    case 'json':
      return readJson(text, 'The body');
    case 'ndjson':
      return readLines(text);
    case 'form':
      return readForm(text, contentType);
    case 'slack':
      return readSlack(text);
    case 'xml':
      return readXml(text, contentType);
  }
}

/**
 * Slack sends events as JSON, slash commands as a form, and interactions with its dialogs and messages as JSON in a form
 * field, so that one endpoint can receive all of them.
 */
function readSlack(text: string): unknown {
  if (text.startsWith('{')) return readJson(text, 'The body');
  const form = readForm(text);
  const payload = Object.hasOwn(form, 'payload') ? form['payload'] : undefined;
  if (typeof payload === 'string') return readJson(payload, 'The payload field');
  if (payload === undefined && typeof form['command'] === 'string') return form;
  throw new ParseFault(
    'The body is not in the slack format, which is JSON, or a form with one field named payload or command.',
  );
}
