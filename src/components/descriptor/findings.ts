import type { Finding } from './facts.ts';
import { MAX_FINDINGS } from './limits.ts';
import { pointerTo } from './json-pointer.ts';

/** Collects findings while the parts of a descriptor are read. */
export interface Findings {
  problems: Finding[];
  questions: Finding[];
  notes: Finding[];
}

/** Adds a finding, unless the list is full. */
export function addFinding(
  list: Finding[],
  path: readonly (string | number)[],
  code: string,
  message: string,
): void {
  if (list.length < MAX_FINDINGS) list.push({ pointer: pointerTo(path), code, message });
}
