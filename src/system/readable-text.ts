/**
 * Letters that nobody sees, and overrides of the direction (Unicode TR 36, 2.5): with them a text says something else
 * than it seems to. Joiners are letters to some scripts, and variation selectors to emoji.
 */
const MISLEADING = /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\p{Cc}]/gu;
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u;

/** Whether a text is what it looks like, and looks like something. */
export function isReadable(text: string): boolean {
  return VISIBLE.test(text) && text.search(MISLEADING) === -1;
}

/** With a space in place of whatever misleads. */
export function readable(text: string): string {
  return text.replaceAll(MISLEADING, ' ');
}
