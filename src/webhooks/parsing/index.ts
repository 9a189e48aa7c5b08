/**
 * What becomes of a body: it is parsed (`document.ts`), and a tenant's expression may make an event of it (`event.ts`)
 * that says what happened, under which id and to whom. Bodies are strangers' and expressions are tenants'; neither
 * can do more than fail. Pure of database and server.
 */
export { assertParser, parse, parseEvents } from './parse.ts';
export type { Parsed, ParsedEvent, Parser, Sample } from './shape.ts';
