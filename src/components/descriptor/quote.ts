/** What a terminal could act on or show in a misleading order: C1 controls, line separators, bidi marks. */
const UNSHOWN = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** A piece of a file for a message: in double quotes, on one line, at most 80 characters, nothing hidden. */
export function quote(piece: string): string {
  const short = piece.length > 80 ? `${piece.slice(0, 79)}…` : piece;
  return JSON.stringify(short).replace(UNSHOWN, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
