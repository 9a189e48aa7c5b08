import { randomInt } from 'node:crypto';
import { v7 } from 'uuid';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Milliseconds that the clock can fall behind the last ID, as NTP may set it back, with IDs still in order. */
const SMALL_CORRECTION = 10_000;
const last = { msecs: 0, seq: 0 };

/**
 * Generates an ID: UUIDv7 (RFC 9562, 5.7), so that rows created together are adjacent in every index. Each ID of a
 * process is greater than the one before it, unless the clock was set back by more than a small correction; then IDs
 * follow the clock.
 */
export function newId(): string {
  const now = Date.now();
  if (now > last.msecs || last.msecs - now > SMALL_CORRECTION) {
    last.msecs = now;
    // One bit less than there is room for, so that incrementing it never wraps around to 0 (RFC 9562, 6.2).
    last.seq = randomInt(2 ** 31);
  } else last.seq += 1;
  return v7(last);
}

/** The creation time of an ID from `newId`, in milliseconds since the epoch: its first 48 bits. */
export function timeOfId(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

/** The lowest ID of a time in milliseconds since the epoch (RFC 9562, 5.7). */
export function lowestIdOf(time: number): string {
  const hex = Math.max(0, time).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7000-8000-000000000000`;
}

const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** True for the readable ID of something built in, such as a provider. */
export function isSlug(value: unknown): value is string {
  return typeof value === 'string' && value.length <= 60 && SLUG.test(value);
}

/** True for a valid scope name: no whitespace, comma or slash (RFC 6749, 3.3, allows more). */
export function isScopeName(value: unknown): value is string {
  return typeof value === 'string' && SCOPE.test(value);
}

const SCOPE = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$/;

/** True for an ID in its canonical, lower-case form. Anything else cannot be found, so it is never queried. */
export function isId(value: unknown): value is string {
  return typeof value === 'string' && UUID.test(value);
}
