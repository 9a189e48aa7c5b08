import { SaxesParser, type SaxesAttributePlain } from 'saxes';
import { MAX_DOCUMENT_DEPTH } from '../../system/json-depth.ts';
import { ParseFault } from './fault.ts';

/** Tags and attributes. Each takes more time to parse than a hundred bytes of text. */
const MAX_MARKS = 5_000;

/** Characters that XML does not allow (XML 1.0, 2.2). UTF-8 cannot contain unpaired surrogates. */
const INVALID_CHARACTER = /(?![\t\n\r\u007F-\u009F])\p{Cc}|[\uFFFE\uFFFF]/u;

/** Error messages of saxes for well-formed but unknown entities and character references. */
const UNKNOWN_REFERENCE = /(?:undefined entity|malformed character entity)\.$/;

/** Names that code which processes the document may resolve to an object's prototype. */
const DANGEROUS_NAMES = ['__proto__', 'constructor', 'prototype'];

/** An open element: its attributes and child elements by name, and its text. */
interface Open {
  name: string;
  members: Map<string, unknown[]>;
  text: string;
}

/**
 * Converts XML to JSON. An element becomes a member with its name, or an array if it is repeated. Attributes become
 * members named `@` plus their name, and text becomes `#text`. An element with only text becomes that text, trimmed.
 * Text is never converted to a number. A DOCTYPE is rejected, so a body cannot declare entities or make the parser
 * read a file or URL.
 * @throws ParseFault
 */
export function readXml(text: string, contentType: string | null = null): Record<string, unknown> {
  if (INVALID_CHARACTER.test(text))
    throw new ParseFault('The body contains a character that is not allowed in XML.');
  if ((text.match(/<|=\s*["']/g)?.length ?? 0) > MAX_MARKS)
    throw new ParseFault(`The body has more than ${MAX_MARKS} tags and attributes.`);
  const { root, depth } = parse(text, /;\s*charset\s*=/i.test(contentType ?? ''));
  if (depth > MAX_DOCUMENT_DEPTH)
    throw new ParseFault(`The body is nested deeper than ${MAX_DOCUMENT_DEPTH} levels.`);
  return Object.fromEntries([...root.members].map(([name, [value]]) => [name, value]));
}

/**
 * @param isDecoded the Content-Type named the encoding, which overrides the XML declaration (RFC 7303, 3)
 * @returns a node that contains the root element, and the nesting depth
 */
function parse(text: string, isDecoded: boolean): { root: Open; depth: number } {
  const parser = new SaxesParser({ position: false, defaultXMLVersion: '1.0', forceXMLVersion: true });
  const root = open('');
  const trail = [root];
  let depth = 0;
  parser.on('xmldecl', ({ encoding }) => {
    if (!isDecoded) assertReadable(encoding, text);
  });
  parser.on('doctype', () => {
    throw new ParseFault('The body contains a DOCTYPE, which is not supported.');
  });
  // Emitted before the attributes, for self-closing elements too.
  parser.on('opentagstart', ({ name }) => {
    if (DANGEROUS_NAMES.includes(name))
      throw new ParseFault('The body contains an element named __proto__, constructor or prototype.');
    depth = Math.max(depth, trail.length);
    trail.push(open(name));
  });
  parser.on('attribute', ({ name, value }: SaxesAttributePlain) => {
    trail.at(-1)!.members.set(`@${name}`, [value]);
  });
  const addText = (piece: string) => void (trail.at(-1)!.text += piece);
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    const element = trail.pop()!;
    const { members } = trail.at(-1)!;
    const values = members.get(element.name) ?? [];
    members.set(element.name, values);
    values.push(valueOf(element));
  });
  try {
    // Some senders start with an empty line, which XML does not allow before a declaration.
    parser.write(text.trimStart()).close();
  } catch (error) {
    throw error instanceof ParseFault ? error : faultFor(error as Error);
  }
  return { root, depth };
}

/** @throws ParseFault if the XML declaration specifies another encoding and the text is not ASCII */
function assertReadable(encoding: string | undefined, text: string): void {
  const ascii = Buffer.byteLength(text) === text.length;
  if (!ascii && encoding !== undefined && !/^utf-?8$/i.test(encoding))
    throw new ParseFault(
      'The XML declaration specifies an encoding other than UTF-8, the only one supported.',
    );
}

function open(name: string): Open {
  return { name, members: new Map(), text: '' };
}

function valueOf({ members, text }: Open): string | Record<string, unknown> {
  const own = text.trim();
  if (members.size === 0) return own;
  if (own !== '') members.set('#text', [own]);
  return Object.fromEntries(
    [...members].map(([name, values]) => [name, values.length > 1 ? values : values[0]]),
  );
}

function faultFor({ message }: Error): ParseFault {
  return new ParseFault(
    UNKNOWN_REFERENCE.test(message)
      ? 'The body contains an entity that XML does not predefine, or an invalid character reference.'
      : 'The body is not well-formed XML.',
  );
}
