/** Characters that a terminal could execute, reorder or hide: control characters, bidi marks, unusual spaces. */
const INVISIBLE = /(?! )[\p{Cc}\p{Cf}\p{Z}\u{e0000}-\u{e0fff}]/gu;

/** Quotes text from a file for a message: on one line, at most 80 characters, invisible characters escaped. */
export function quote(piece: string): string {
  const short = piece.length > 80 ? `${piece.slice(0, 79)}…` : piece;
  return JSON.stringify(short).replace(INVISIBLE, escaped);
}

function escaped(character: string): string {
  const units = character.split('').map((unit) => unit.charCodeAt(0).toString(16).padStart(4, '0'));
  return units.map((unit) => `\\u${unit}`).join('');
}
