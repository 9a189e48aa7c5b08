import type { Request } from 'express';
import { assertAllowed } from '../actions/index.ts';
import { AppError } from '../errors.ts';
import { readCurrent, type CurrentParts } from './current-resource.ts';
import { resourceEtag, versionEtag } from './etags.ts';

/**
 * Conditional requests (RFC 9110, 13): with If-None-Match, a GET can return 304; with either header, a change can fail
 * with 412.
 */

/** RFC 9110, 8.8.3: quoted, with anything but a quote inside, so possibly a comma. */
const ENTITY_TAG = /(?:W\/)?"([^"]*)"/g;
const ENTITY_TAGS = /^[ \t]*(?:W\/)?"[^"]*"[ \t]*(?:,[ \t]*(?:W\/)?"[^"]*"[ \t]*)*$/;

/** What proxies append to the ETag of a response that they compress: Apache `-gzip`, others `;br` or `--gzip`. */
const PROXY_SUFFIX = /(?:--?|;)(?:gzip|x-gzip|br|deflate|zstd)$/i;

const VERSION = /^(?:0|[1-9]\d{0,15})(?=-|$)/;

/**
 * Whether a GET returns 304, because If-None-Match contains the ETag of the response (RFC 9110, 13.1.2).
 * @throws AppError invalid_header
 */
export function isNotModified(request: Request, etag: string): boolean {
  const tags = readTags(request.headers['if-none-match'], 'If-None-Match');
  return tags !== undefined && matchesTag(tags, etag);
}

/**
 * Checks If-Match and If-None-Match of a change against the current resource.
 * @returns the versions that the change may apply to; undefined if it may apply to any
 * @throws AppError precondition_failed, invalid_header
 */
export async function checkPreconditions(
  request: Request,
  parts: CurrentParts,
): Promise<readonly number[] | undefined> {
  const match = readTags(request.headers['if-match'], 'If-Match');
  const noneMatch = readTags(request.headers['if-none-match'], 'If-None-Match');
  const isUnconditional = (match === undefined || match === '*') && noneMatch === undefined;
  if (parts.current === undefined || isUnconditional) return matchingVersions(match);
  const { route, call } = parts;
  assertAllowed(route.action, call);
  const etag = resourceEtag(await readCurrent(parts), route.view, call.actor);
  if (noneMatch !== undefined && matchesTag(noneMatch, etag)) throw preconditionFailed('If-None-Match', etag);
  const versions = matchingVersions(match, etag);
  if (versions?.length === 0) throw preconditionFailed('If-Match', etag);
  return versions;
}

/**
 * Checks within the transaction of a change that the record still has a version that If-Match allows.
 * @throws AppError precondition_failed
 */
export function assertUnchanged(record: { version: number }, ifMatch: readonly number[] | undefined): void {
  if (ifMatch === undefined || ifMatch.includes(record.version)) return;
  throw preconditionFailed('If-Match', versionEtag(record.version));
}

function preconditionFailed(header: 'If-Match' | 'If-None-Match', etag: string): AppError {
  const detail =
    header === 'If-Match'
      ? 'If-Match does not match: the resource has changed since you fetched it. Fetch it again, then retry.'
      : 'If-None-Match matches the current version of the resource. Omit the header to change it.';
  return new AppError('precondition_failed', detail, { source: { header }, meta: { etag } });
}

/** The ETags in a header, without quotes and proxy suffixes; `*` matches any. */
type Tags = readonly string[] | '*';

/** @throws AppError invalid_header if it is not a list of ETags */
export function readTags(header: string | undefined, name: 'If-Match' | 'If-None-Match'): Tags | undefined {
  if (header === undefined) return undefined;
  if (header.trim() === '*') return '*';
  if (!ENTITY_TAGS.test(header)) {
    throw new AppError(
      'invalid_header',
      `${name} must be an ETag from an earlier response, in double quotes.`,
      { source: { header: name } },
    );
  }
  return [...header.matchAll(ENTITY_TAG)].map(([, tag = '']) => tag.replace(PROXY_SUFFIX, ''));
}

/** Whether If-None-Match matches the ETag, weak or strong. */
function matchesTag(tags: Tags, etag: string): boolean {
  return tags === '*' || tags.includes(etag.slice(1, -1));
}

/**
 * The versions that If-Match allows; undefined if it allows any.
 * @param etag the current ETag of the resource; undefined if only its version is known
 */
export function matchingVersions(tags: Tags | undefined, etag?: string): readonly number[] | undefined {
  if (tags === undefined || tags === '*') return undefined;
  return tags
    .filter((tag) => VERSION.test(tag) && (etag === undefined || isSameState(tag, etag.slice(1, -1))))
    .map((tag) => Number(VERSION.exec(tag)![0]));
}

/** Earlier releases used the version alone as the ETag. */
function isSameState(tag: string, current: string): boolean {
  const [version, state] = tag.split('-');
  const [currentVersion, currentState] = current.split('-');
  return version === currentVersion && (state === undefined || state === currentState);
}
