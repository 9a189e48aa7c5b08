/**
 * JSON:API 1.1: parsing requests (`media-types`, `body`, `query`), rendering responses (`document`, `errors`), and the
 * routes.
 */
export { relatedId } from './body.ts';
export { declared, plainAttributes } from './declared.ts';
export { errorHandler } from './errors.ts';
export { createEventStreams, type EventStreams, type MessageSource } from './event-stream.ts';
export { createIdempotency } from './idempotency.ts';
export { pageInMemory } from './page-in-memory.ts';
export { assertUnchanged } from './preconditions.ts';
export { EMPTY_QUERY, pageOf, type Query } from './query.ts';
export { sliceOf, type Collection, type LogSlice, type ResourceView } from './resource.ts';
export { routes, type Input, type Route } from './route.ts';
