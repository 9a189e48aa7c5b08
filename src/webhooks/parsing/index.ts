/**
 * Parses a webhook's body (`document.ts`) and turns it into one or more events with type, id and user, optionally with the
 * tenant's expression (`event.ts`). Bodies and expressions are untrusted; the worst they can do is fail. Does not use
 * the database or the server.
 */
export { assertDeduplication, evaluateKey } from './deduplication.ts';
export { readDocument } from './document.ts';
export { ParseFault } from './fault.ts';
export { assertParser, parse, parseEvents } from './parse.ts';
export type { Deduplication, Parsed, ParsedEvent, Parser, Sample } from './parser-types.ts';
export { assertFilter, filterEvents, type Filterable, type FilterResult } from './filter.ts';
export { assertResponse, evaluateResponse, responseFaults, type ResponseBody } from './response.ts';
