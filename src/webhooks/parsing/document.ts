import { ParseFault } from './fault.ts';
import { readForm } from './form.ts';
import { readJson } from './json.ts';
import type { Format } from './shape.ts';
import { readXml } from './xml.ts';

/** Bytes. */
const LARGEST_BODY = 1_048_576;
/** Bytes of JSON text: a control character takes one in a form, and six here. */
const LARGEST_DOCUMENT = 2 * LARGEST_BODY;

/** What is in a body, and the same as JSON text. */
export interface ReadDocument {
  value: unknown;
  json: string;
}

/**
 * Parses a body, which may be anybody's.
 * @throws ParseFault
 */
export function readDocument(format: Format, body: Buffer): ReadDocument {
  if (body.length > LARGEST_BODY) throw new ParseFault('The body is larger than 1 MiB.');
  const value = read(format, decode(body));
  const json = JSON.stringify(value);
  if (Buffer.byteLength(json) > LARGEST_DOCUMENT)
    throw new ParseFault('What is in the body takes more than 2 MiB as JSON.');
  return { value, json };
}

/** Without its byte order mark. */
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

/** Slack sends what a person has done in its dialogs and messages as JSON within a form. */
function readSlack(text: string): unknown {
  const form = readForm(text);
  const payload = Object.hasOwn(form, 'payload') ? form['payload'] : undefined;
  if (typeof payload !== 'string')
    throw new ParseFault('The body is not of the format slack: a form with one field called payload.');
  return readJson(payload, 'The field payload');
}
