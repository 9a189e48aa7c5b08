import { XMLParser } from 'fast-xml-parser';
import { ParseFault } from './fault.ts';
import { DEEPEST } from './json.ts';
import { assertPlain, resolve, withoutDeclaration } from './xml-text.ts';

/** Tags and attributes together: each costs more time than a hundred bytes of text. */
const MOST_MARKS = 5_000;

/** A tag with an attribute, as the parser gives it: what is in it by its name, and its attributes by `:@`. */
type Node = Record<string, Node[] | string | Record<string, string>>;

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  cdataPropName: '#cdata',
  ignoreDeclaration: true,
  ignorePiTags: true,
  parseTagValue: false,
  trimValues: false,
  // They are resolved here, and only those that XML itself has.
  processEntities: false,
  // The one that is around the whole is not counted.
  maxNestedTags: DEEPEST,
  // Else the names on the way to each tag would be put together, which may be as long as the body.
  jPath: false,
  // Others get other names, but none of these names is a danger to what is built here.
  onDangerousProperty: (name) => name,
});

/**
 * XML as JSON: an element by its name, a list of them where there are several; within it attributes by `@` and their
 * name, and by `#text` the text beside them. An element with nothing but text is that text, without the white space
 * around it. No text becomes a number. What belongs to a DOCTYPE is refused.
 * @throws ParseFault
 */
export function readXml(text: string): Record<string, unknown> {
  assertPlain(text);
  if ((text.match(/<|=\s*["']/g)?.length ?? 0) > MOST_MARKS)
    throw new ParseFault(`The body has more than ${MOST_MARKS} tags and attributes.`);
  const root = elementOf(parseWithin(withoutDeclaration(text)), {});
  if (typeof root === 'object' && !('#text' in root)) {
    const [first, ...others] = Object.values(root);
    if (others.length === 0 && !Array.isArray(first)) return root;
  }
  throw malformed();
}

/** What is in the body. An element is put around it, since the parser passes over text that is outside of one. */
function parseWithin(text: string): Node[] {
  try {
    const [{ body }] = parser.parse(`<body>${text}</body>`, true) as [{ body: Node[] }];
    return body;
  } catch (error) {
    const { message } = error as Error;
    if (message.startsWith('Maximum nested'))
      throw new ParseFault(`The body is nested deeper than ${DEEPEST} levels.`);
    if (message.startsWith('[SECURITY]'))
      throw new ParseFault('The body has an element called __proto__, constructor or prototype.');
    throw malformed();
  }
}

function elementOf(nodes: Node[], attributes: Record<string, string>): string | Record<string, unknown> {
  const members = new Map<string, unknown[]>();
  for (const [name, value] of Object.entries(attributes)) {
    if (value.includes('<')) throw malformed();
    members.set(name, [resolve(value)]);
  }
  let text = '';
  for (const { ':@': within = {}, ...node } of nodes) {
    const [[name, content]] = Object.entries(node) as [[string, Node[] | string]];
    if (typeof content === 'string') text += resolve(content);
    else if (name === '#cdata') text += (content[0] as { '#text': string })['#text'];
    else {
      const elements = members.get(name) ?? [];
      members.set(name, elements);
      elements.push(elementOf(content, within as Record<string, string>));
    }
  }
  text = text.trim();
  if (members.size === 0) return text;
  if (text !== '') members.set('#text', [text]);
  return Object.fromEntries(
    [...members].map(([name, values]) => [name, values.length > 1 ? values : values[0]]),
  );
}

function malformed(): ParseFault {
  return new ParseFault('The body is not well-formed XML.');
}
