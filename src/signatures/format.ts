import { VerificationError } from './verification-error.ts';

type Part = 'signature' | 'timestamp';

/** What is wrong with a format such as `{timestamp}.{signature}`; undefined if it is valid. */
export function formatFault(format: string): string | undefined {
  const pieces = piecesOf(format);
  const parts = pieces.filter((_, at) => at % 2 === 1);
  if (pieces.some((piece, at) => at % 2 === 0 && /[{}]/.test(piece)))
    return 'format can only contain {signature}, {timestamp} and text.';
  if (!parts.includes('{signature}') || new Set(parts).size !== parts.length)
    return 'format must contain {signature} once, and {timestamp} at most once.';
  if (parts.length === 2 && pieces[2] === '')
    return 'format must have text between {signature} and {timestamp}.';
  return undefined;
}

export function formatHas(format: string, part: Part): boolean {
  return format.includes(`{${part}}`);
}

/**
 * One part of a value in a valid format. The first part ends where the text after it first occurs.
 * @param place names the value in errors
 * @throws VerificationError
 */
export function partOf(format: string, value: string, part: Part, place: string): string {
  const [start = '', first, middle, second, end] = piecesOf(format);
  const found: Record<string, string> = {};
  let rest = value.startsWith(start) ? value.slice(start.length) : '';
  if (second !== undefined) {
    const at = rest.indexOf(middle!);
    found[first!] = at < 0 ? '' : rest.slice(0, at);
    rest = at < 0 ? '' : rest.slice(at + middle!.length);
  }
  const last = end ?? middle!;
  found[second ?? first!] = rest.endsWith(last) ? rest.slice(0, rest.length - last.length) : '';
  if (Object.values(found).includes(''))
    throw new VerificationError(`${place} does not have the format ${format}.`);
  return found[`{${part}}`]!;
}

/** Text and placeholders in turn, beginning with text, which may be empty. */
function piecesOf(format: string): string[] {
  return format.split(/(\{signature\}|\{timestamp\})/);
}
