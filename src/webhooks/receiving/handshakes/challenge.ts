import { parseJsonObject } from '../../../signatures/index.ts';

/** A challenge is a few hundred bytes long. A longer body is an event and is not worth parsing. */
const MAX_BYTES = 16_384;

/** The body as a JSON object, which may be a challenge; undefined if it is not an object. */
export function parseChallenge(body: Buffer): Record<string, unknown> | undefined {
  return parseJsonObject(body, MAX_BYTES);
}
