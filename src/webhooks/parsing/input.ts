import type { ReadDocument } from './document.ts';
import { shownHeaders } from './headers.ts';
import type { Sample } from './parser-types.ts';

/** What an expression is evaluated on, as JSON text. @param id of the event, if the expression sees it */
export function inputOf(document: ReadDocument, sample: Sample, id?: string): string {
  const known = id === undefined ? '' : `"id":${JSON.stringify(id)},`;
  return `{${known}"body":${document.json},"headers":${JSON.stringify(shownHeaders(sample))}}`;
}
