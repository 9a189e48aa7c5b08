export type DescriptorErrorCode =
  | 'too_large'
  | 'not_utf8'
  | 'byte_order_mark'
  | 'empty'
  | 'too_deep'
  | 'syntax'
  | 'not_an_object'
  | 'duplicate_key'
  | 'unstorable_text'
  | 'forbidden_key'
  | 'too_many_entries'
  | 'number_out_of_range'
  | 'number_inexact';

/** The text is not a valid component.json. `line` and `column` start at 1; columns count UTF-16 units. */
export class DescriptorError extends Error {
  readonly code: DescriptorErrorCode;
  readonly line: number;
  readonly column: number;
  /** JSON pointer of the invalid value; empty if the text is not JSON. */
  readonly pointer: string;

  constructor(
    code: DescriptorErrorCode,
    message: string,
    at: { line: number; column: number },
    pointer = '',
  ) {
    super(message);
    this.name = 'DescriptorError';
    this.code = code;
    this.line = at.line;
    this.column = at.column;
    this.pointer = pointer;
  }
}

/** The line and column of an offset. CRLF, LF and CR end a line. */
export function positionAt(text: string, offset: number): { line: number; column: number } {
  let line = 1;
  let lineStart = 0;
  for (const lineBreak of text.slice(0, offset).matchAll(/\r\n|\r|\n/g)) {
    line += 1;
    lineStart = lineBreak.index + lineBreak[0].length;
  }
  return { line, column: offset - lineStart + 1 };
}
