import { v7 } from 'uuid';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** A new id: UUIDv7 (RFC 9562, 5.7), so that rows made together lie together in every index. */
export function newId(): string {
  return v7();
}

/** When an id of `newId` was made, in milliseconds since the epoch: its first 48 bits. */
export function timeOfId(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** True for the readable id of what comes with the program, such as a provider's. */
export function isSlug(value: unknown): value is string {
  return typeof value === 'string' && value.length <= 60 && SLUG.test(value);
}

/** True for what a scope can be called: no white space, comma or slash (RFC 6749, 3.3, takes more). */
export function isScopeName(value: unknown): value is string {
  return typeof value === 'string' && SCOPE.test(value);
}

const SCOPE = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$/;

/** True for an id in its only spelling, lower case. What is not an id can not be found, so it is never queried. */
export function isId(value: unknown): value is string {
  return typeof value === 'string' && UUID.test(value);
}
