import { objectIn } from '../../../signatures/index.ts';

/** A question has hundreds of bytes: what is longer is an event, and is not parsed for nothing. */
const MOST_BYTES = 16_384;

/** The JSON object that asks, or may ask; undefined when the body is none. */
export function questionIn(body: Buffer): Record<string, unknown> | undefined {
  return objectIn(body, MOST_BYTES);
}
