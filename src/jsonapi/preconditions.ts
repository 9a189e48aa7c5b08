import { AppError } from '../errors.ts';

/** A resource's ETag (RFC 9110, 8.8.3): its version, which every change raises. */
export function etagOf(version: number): string {
  return `"${version}"`;
}

/**
 * The version that `If-Match` asks for; undefined without the header or with `*`.
 * @throws AppError invalid_header for what cannot be one of our ETags' form
 */
export function readIfMatch(header: string | undefined): number | undefined {
  if (header === undefined || header.trim() === '*') return undefined;
  const tags = header.split(',').map((tag) => /^\s*(W\/)?"([^"]*)"\s*$/.exec(tag));
  if (tags.includes(null)) {
    throw new AppError(
      'invalid_header',
      'If-Match takes an ETag in double quotes, as an earlier answer gave it.',
      { source: { header: 'If-Match' } },
    );
  }
  const [only] = tags;
  // Weak tags never match (RFC 9110, 13.1.1), and -1 is the version of nothing.
  return tags.length === 1 && only?.[1] === undefined && /^\d{1,9}$/.test(only?.[2] ?? '')
    ? Number(only?.[2])
    : -1;
}

/** @throws AppError precondition_failed when the record has changed since the caller saw it */
export function assertUnchanged(record: { version: number }, ifMatch: number | undefined): void {
  if (ifMatch === undefined || ifMatch === record.version) return;
  throw new AppError(
    'precondition_failed',
    'The resource has changed since. Fetch it again, then repeat the change.',
    {
      source: { header: 'If-Match' },
      meta: { etag: etagOf(record.version) },
    },
  );
}
