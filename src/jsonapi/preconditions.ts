import { AppError } from '../errors.ts';

/** RFC 9110, 8.8.3: quoted, anything but a quote inside, so also a comma. */
const ENTITY_TAG = /(W\/)?"([^"]*)"/g;
const ENTITY_TAGS = /^[ \t]*(?:W\/)?"[^"]*"[ \t]*(?:,[ \t]*(?:W\/)?"[^"]*"[ \t]*)*$/;

/** A resource's ETag (RFC 9110, 8.8.3): its version, which every change raises. */
export function etagOf(version: number): string {
  return `"${version}"`;
}

/**
 * The versions that `If-Match` lists, any of which will do; undefined without the header or with `*`.
 * @throws AppError invalid_header for what is no list of ETags
 */
export function readIfMatch(header: string | undefined): readonly number[] | undefined {
  if (header === undefined || header.trim() === '*') return undefined;
  if (!ENTITY_TAGS.test(header)) {
    throw new AppError(
      'invalid_header',
      'If-Match takes an ETag in double quotes, as an earlier answer gave it.',
      { source: { header: 'If-Match' } },
    );
  }
  // Weak tags never match (RFC 9110, 13.1.1); a tag that is no version of ours matches nothing either.
  return [...header.matchAll(ENTITY_TAG)]
    .filter(([, weak, tag = '']) => weak === undefined && /^(?:0|[1-9]\d{0,8})$/.test(tag))
    .map(([, , tag]) => Number(tag));
}

/** @throws AppError precondition_failed when the record has changed since the caller saw it */
export function assertUnchanged(record: { version: number }, ifMatch: readonly number[] | undefined): void {
  if (ifMatch === undefined || ifMatch.includes(record.version)) return;
  throw new AppError(
    'precondition_failed',
    'The resource has changed since. Fetch it again, then repeat the change.',
    {
      source: { header: 'If-Match' },
      meta: { etag: etagOf(record.version) },
    },
  );
}
