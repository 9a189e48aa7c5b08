import jsonc from 'jsonc-parser';
import type { ParseError } from 'jsonc-parser';
import { quote } from './quote.ts';

const SENTENCES: Record<string, string> = {
  InvalidNumberFormat: 'Invalid number format.',
  UnexpectedEndOfNumber: 'The number is incomplete.',
  PropertyNameExpected: 'Expected a key in double quotes.',
  ValueExpected: 'Expected a value.',
  ColonExpected: 'Expected a colon.',
  CommaExpected: 'Expected a comma.',
  CloseBraceExpected: 'The file ends before the closing brace.',
  CloseBracketExpected: 'The file ends before the closing bracket.',
  EndOfFileExpected: 'Unexpected content after the closing brace.',
  InvalidCommentToken: 'JSON does not allow comments.',
  UnexpectedEndOfComment: 'JSON does not allow comments.',
  UnexpectedEndOfString: 'The string is not closed on its line.',
  InvalidUnicode: 'Invalid \\u escape in string.',
  InvalidEscapeCharacter: 'Invalid escape in string.',
  InvalidCharacter: 'The string contains a tab or another control character. Escape it.',
};

const TYPOGRAPHIC_QUOTES = /[\u2018-\u201f\u00ab\u00bb\u2033\uff02]/;

/** Describes look-alikes of spaces and quotes, which editors and web pages insert. */
function lookAlike(text: string, offset: number): string | undefined {
  const code = text.codePointAt(offset);
  if (code === undefined) return undefined;
  const character = String.fromCodePoint(code);
  const point = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  if (code === 0xa0 || code === 0x202f)
    return `Unexpected no-break space (${point}). JSON only allows ordinary spaces.`;
  if (/[\s\p{Cc}\p{Cf}\p{Z}]/u.test(character))
    return `Unexpected invisible character (${point}). JSON only allows ordinary spaces.`;
  if (TYPOGRAPHIC_QUOTES.test(character))
    return `Unexpected typographic quote (${point}). JSON only allows straight double quotes.`;
  return undefined;
}

/** A readable message for an error of jsonc-parser, at the offset where a person would look. */
export function syntaxFault(text: string, error: ParseError): { offset: number; message: string } {
  const name = jsonc.printParseErrorCode(error.error);
  const comma = text.slice(0, error.offset).trimEnd().length - 1;
  if (/^[}\]]/.test(text.slice(error.offset, error.offset + 1)) && text[comma] === ',') {
    return {
      offset: comma,
      message: 'Unexpected comma before a closing bracket. JSON does not allow trailing commas.',
    };
  }
  if (name === 'InvalidSymbol') {
    const message = lookAlike(text, error.offset);
    if (message !== undefined) return { offset: error.offset, message };
    const symbol = text.slice(error.offset, error.offset + Math.min(error.length, 20));
    return { offset: error.offset, message: `${quote(symbol)} is not valid JSON.` };
  }
  return { offset: error.offset, message: SENTENCES[name] ?? 'The file is not valid JSON.' };
}
