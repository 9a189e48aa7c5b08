import { ParseFault } from './fault.ts';
import { readForm } from './form.ts';
import { readJson } from './json.ts';
import type { Format } from './parser-types.ts';
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
export function readDocument(format: Format, body: Buffer): ReadDocument {
  if (body.length > MAX_BODY) throw new ParseFault('The body is larger than 1 MiB.');
  const value = read(format, decode(body));
  const json = JSON.stringify(value);
  if (Buffer.byteLength(json) > MAX_DOCUMENT)
    throw new ParseFault('The body is larger than 2 MiB when converted to JSON.');
  return { value, json };
}

/** Removes the byte order mark. */
const utf8 = new TextDecoder('utf-8', { fatal: true });

function decode(body: Buffer): string {
  try {
    return utf8.decode(body);
  } catch {
    throw new ParseFault('The body is not valid UTF-8.');
  }
}

function read(format: Format, text: string): unknown {
  switch (format) {
    case 'json':
      return readJson(text, 'The body');
    case 'form':
      return readForm(text);
    case 'slack':
      return readSlack(text);
    case 'xml':
      return readXml(text);
  }
}

/** Slack sends interactions with its dialogs and messages as JSON in a form field. */
function readSlack(text: string): unknown {
  const form = readForm(text);
  const payload = Object.hasOwn(form, 'payload') ? form['payload'] : undefined;
  if (typeof payload !== 'string')
    throw new ParseFault(
      'The body is not in the slack format, which is a form with one field named payload.',
    );
  return readJson(payload, 'The payload field');
}
