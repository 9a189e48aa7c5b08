/** JSON:API 1.1: what comes in (`media-types`, `body`, `query`), what goes out (`document`, `errors`), and the routes between. */
export { isDeeperThan, isStorable, readResource, relatedId, type ResourceDocument } from './body.ts';
export { errorHandler } from './errors.ts';
export { createIdempotency, type Idempotency } from './idempotency.ts';
export { JSON_API } from './media-types.ts';
export { assertUnchanged } from './preconditions.ts';
export { EMPTY_QUERY, pageOf, type Query } from './query.ts';
export { sliceOf, type Collection, type Identifier, type LogSlice, type ResourceView } from './resource.ts';
export { routes, type Includable, type Input, type Route } from './route.ts';
export { createRouter } from './router.ts';
