import { ParseFault } from './fault.ts';

/** What may stand after `<!`, and how it ends; all else belongs to a DOCTYPE. */
const SECTIONS = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
] as const;

/** Characters that XML does not have (XML 1.0, 2.2). Halves of surrogate pairs are not in UTF-8. */
const NO_CHARACTER = /(?![\t\n\r\u007F-\u009F])\p{Cc}|[\uFFFE\uFFFF]/u;

/**
 * Nothing in the text can declare an entity, or name a file or an address from which something is to be read.
 * @throws ParseFault
 */
export function assertPlain(text: string): void {
  if (NO_CHARACTER.test(text)) throw new ParseFault('The body has a character that XML does not have.');
  for (let at = text.indexOf('<!'); at !== -1; at = text.indexOf('<!', at)) {
    const section = SECTIONS.find(([opening]) => text.startsWith(opening, at));
    if (section === undefined) throw new ParseFault('The body has a DOCTYPE, which is not read.');
    const [opening, closing] = section;
    const end = text.indexOf(closing, at + opening.length);
    if (end === -1) throw new ParseFault('The body is not well-formed XML.');
    at = end + closing.length;
  }
}

/** @throws ParseFault where the XML declaration says that it is not UTF-8 */
export function withoutDeclaration(text: string): string {
  const [declaration = ''] = /^<\?xml\s[^?>]*\?>/.exec(text) ?? [];
  const [, encoding = 'utf-8'] = /\sencoding\s*=\s*["']([^"']*)["']/.exec(declaration) ?? [];
  const ascii = Buffer.byteLength(text) === text.length;
  if (!ascii && !/^utf-?8$/i.test(encoding))
    throw new ParseFault(
      'The body says that it is in another encoding than UTF-8, which is the only one read.',
    );
  return text.slice(declaration.length);
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const REFERENCE = /&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([\dA-Fa-f]{1,6}));|&/g;

/**
 * Puts characters in the place of the references to them (XML 1.0, 4.1 and 4.6).
 * @throws ParseFault for an entity that only a DOCTYPE could declare
 */
export function resolve(text: string): string {
  return text.replace(REFERENCE, (_all, name?: string, decimal?: string, hex?: string) => {
    if (name !== undefined) return NAMED[name]!;
    const code = decimal === undefined ? Number.parseInt(hex ?? '0', 16) : Number(decimal);
    const character = code <= 0x10ffff ? String.fromCodePoint(code) : '\0';
    if (character.isWellFormed() && !NO_CHARACTER.test(character)) return character;
    throw new ParseFault(
      'The body has an entity or a reference to a character that XML does not have by itself.',
    );
  });
}
