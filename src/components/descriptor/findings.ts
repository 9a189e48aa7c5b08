import type { Finding } from './facts.ts';
import { MAX_FINDINGS } from './limits.ts';
import { pointerTo } from './json-pointer.ts';

/** Collects what there is to say about a descriptor while its parts are read. */
export interface Findings {
  problems: Finding[];
  questions: Finding[];
  notes: Finding[];
}

/** Adds a finding, unless the list is full. */
export function say(
  list: Finding[],
  path: readonly (string | number)[],
  code: string,
  message: string,
): void {
  if (list.length < MAX_FINDINGS) list.push({ pointer: pointerTo(path), code, message });
}
