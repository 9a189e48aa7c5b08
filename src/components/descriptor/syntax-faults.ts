import jsonc from 'jsonc-parser';
import type { ParseError } from 'jsonc-parser';
import { quote } from './quote.ts';

const SENTENCES: Record<string, string> = {
  InvalidNumberFormat: 'The number is not written as JSON wants it.',
  UnexpectedEndOfNumber: 'The number breaks off.',
  PropertyNameExpected: 'A key in double quotes is expected here.',
  ValueExpected: 'A value is expected here.',
  ColonExpected: 'A colon is expected here.',
  CommaExpected: 'A comma is expected here.',
  CloseBraceExpected: 'The file ends before the closing brace.',
  CloseBracketExpected: 'The file ends before the closing bracket.',
  EndOfFileExpected: 'Nothing may follow the closing brace.',
  InvalidCommentToken: 'JSON has no comments.',
  UnexpectedEndOfComment: 'JSON has no comments.',
  UnexpectedEndOfString: 'The string is not closed on its line.',
  InvalidUnicode: 'The string holds a broken \\u escape.',
  InvalidEscapeCharacter: 'The string holds an escape that JSON does not know.',
  InvalidCharacter: 'The string holds a tab or another control character; write it as an escape.',
};

/** The first error of jsonc-parser in plain words, at the place where a person would look. */
export function syntaxFault(text: string, error: ParseError): { offset: number; message: string } {
  const name = jsonc.printParseErrorCode(error.error);
  const comma = text.slice(0, error.offset).trimEnd().length - 1;
  if (/^[}\]]/.test(text.slice(error.offset, error.offset + 1)) && text[comma] === ',') {
    return {
      offset: comma,
      message: 'A comma stands before a closing bracket; JSON has no trailing commas.',
    };
  }
  if (name === 'InvalidSymbol') {
    const symbol = text.slice(error.offset, error.offset + Math.min(error.length, 20));
    return { offset: error.offset, message: `${quote(symbol)} is not JSON.` };
  }
  return { offset: error.offset, message: SENTENCES[name] ?? 'The file is not JSON.' };
}
