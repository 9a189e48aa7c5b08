/** What can be wrong with the text of a component.json. */
export type DescriptorErrorCode =
  | 'too_large'
  | 'not_utf8'
  | 'byte_order_mark'
  | 'empty'
  | 'too_deep'
  | 'syntax'
  | 'not_an_object'
  | 'duplicate_key'
  | 'unstorable_text';

/** The text is not an acceptable component.json. `line` and `column` count from 1, in UTF-16 units. */
export class DescriptorError extends Error {
  readonly code: DescriptorErrorCode;
  readonly line: number;
  readonly column: number;

  constructor(code: DescriptorErrorCode, message: string, at: { line: number; column: number }) {
    super(message);
    this.name = 'DescriptorError';
    this.code = code;
    this.line = at.line;
    this.column = at.column;
  }
}

/** The line and column of an offset; CRLF, LF and a lone CR each end a line. */
export function positionAt(text: string, offset: number): { line: number; column: number } {
  let line = 1;
  let lineStart = 0;
  for (const lineBreak of text.slice(0, offset).matchAll(/\r\n|\r|\n/g)) {
    line += 1;
    lineStart = lineBreak.index + lineBreak[0].length;
  }
  return { line, column: offset - lineStart + 1 };
}
