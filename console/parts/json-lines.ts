import { findNodeAtLocation, parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';

/** An error in a JSON text, with its line. */
export interface Fault {
  line: number;
  message: string;
}

/** The syntax errors of a JSON text. */
export function syntaxFaults(text: string): Fault[] {
  const errors: ParseError[] = [];
  parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  const faults = new Map<number, Fault>();
  for (const { error, offset } of errors) {
    const line = lineOf(text, offset);
    // The first error of a line causes the others.
    if (!faults.has(line)) faults.set(line, { line, message: readable(printParseErrorCode(error)) });
  }
  return [...faults.values()];
}

/**
 * Maps the API's errors to lines of the text. The API reports `/credentials/oauth2: …`, one error per line. A missing
 * member is reported at its parent.
 */
export function locateFaults(text: string, refusal: string): Fault[] {
  const tree = parseTree(text);
  return refusal.split('\n').map((sentence) => {
    const [, pointer = '', message = sentence] = /^(\/.*?): (.*)$/s.exec(sentence) ?? [];
    const path = pointer
      .split('/')
      .slice(1)
      .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
    for (; tree !== undefined; path.pop()) {
      const steps = path.map((part) => (/^\d+$/.test(part) ? Number(part) : part));
      const node = findNodeAtLocation(tree, path) ?? findNodeAtLocation(tree, steps);
      if (node !== undefined) return { line: lineOf(text, beginningOf(node)), message };
      if (path.length === 0) break;
    }
    return { line: 1, message };
  });
}

/** A member starts at its name. */
function beginningOf({ parent, offset }: Node): number {
  return parent?.type === 'property' ? parent.offset : offset;
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** `CommaExpected` → `Comma expected`. */
function readable(code: string): string {
  const words = code.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return `${words}.`;
}
