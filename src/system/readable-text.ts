/**
 * Invisible characters and direction overrides (Unicode TR 36, 2.5), which make a text look like a different one.
 * Joiners are letters in some scripts, and variation selectors are part of emoji, so both are allowed.
 */
const MISLEADING = /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\p{Cc}]/gu;
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u;

/** Whether a text has visible characters and no misleading ones. */
export function isReadable(text: string): boolean {
  return VISIBLE.test(text) && text.search(MISLEADING) === -1;
}

/** Replaces misleading characters with spaces. */
export function replaceMisleading(text: string): string {
  return text.replaceAll(MISLEADING, ' ');
}
