import { hash } from 'node:crypto';
import type { Actor } from '../actions/index.ts';
import { AppError } from '../errors.ts';
import type { ResourceView } from './resource.ts';

/** RFC 9110, 8.8.3: quoted, with anything but a quote inside, so possibly a comma. */
const ENTITY_TAG = /(?:W\/)?"([^"]*)"/g;
const ENTITY_TAGS = /^[ \t]*(?:W\/)?"[^"]*"[ \t]*(?:,[ \t]*(?:W\/)?"[^"]*"[ \t]*)*$/;

/** What proxies append to the ETag of a response that they compress: Apache `-gzip`, others `;br` or `--gzip`. */
const OF_A_PROXY = /(?:--?|;)(?:gzip|x-gzip|br|deflate|zstd)$/i;

const VERSION = /^(?:0|[1-9]\d{0,15})(?=-|$)/;

/** The ETag of a record whose version covers everything that is shown. */
export function etagOf(version: number): string {
  return `"${version}"`;
}

/**
 * The ETag of a resource as the viewer sees it (RFC 9110, 8.8.3): its version, then a hash of what is shown, for
 * changes that do not raise the version (another resource's name, a computed state), then a hash of what If-Match
 * ignores.
 * @param document the entire response body, if the query selected parts of it
 */
export function tagOf(record: never, view: ResourceView<never>, viewer: Actor, document?: string): string {
  const { onceOnly = [], unmatched = [] } = view;
  const attributes = view.attributes(record, viewer);
  let state = '';
  let aside = document ?? '';
  for (const name in attributes) {
    // A change of an attribute that is only shown once raises the version anyway.
    if (attributes[name] === undefined || onceOnly.includes(name)) continue;
    const shown = `${name}=${JSON.stringify(attributes[name])}\n`;
    if (unmatched.includes(name)) aside += shown;
    else state += shown;
  }
  state += JSON.stringify(view.relationships?.(record));
  return `"${view.version(record)}-${digest(state)}${aside === '' ? '' : `-${digest(aside)}`}"`;
}

function digest(text: string): string {
  return hash('sha256', text, 'hex').slice(0, 16);
}

/** The ETags in a header, without quotes and proxy suffixes; `*` matches any. */
export type Tags = readonly string[] | '*';

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
  return [...header.matchAll(ENTITY_TAG)].map(([, tag = '']) => tag.replace(OF_A_PROXY, ''));
}

/** Whether If-None-Match matches the ETag, weak or strong. */
export function matchesTag(tags: Tags, etag: string): boolean {
  return tags === '*' || tags.includes(etag.slice(1, -1));
}

/**
 * The versions that If-Match allows; undefined if it allows any.
 * @param etag the current ETag of the resource; undefined if only its version is known
 */
export function matchingVersions(tags: Tags | undefined, etag?: string): readonly number[] | undefined {
  if (tags === undefined || tags === '*') return undefined;
  return tags
    .filter((tag) => VERSION.test(tag) && (etag === undefined || isOf(tag, etag.slice(1, -1))))
    .map((tag) => Number(VERSION.exec(tag)![0]));
}

/** Earlier releases used the version alone as the ETag. */
function isOf(tag: string, current: string): boolean {
  const [version, state] = tag.split('-');
  const [currentVersion, currentState] = current.split('-');
  return version === currentVersion && (state === undefined || state === currentState);
}

/** @throws AppError precondition_failed if the record has changed since the caller saw it */
export function assertUnchanged(record: { version: number }, ifMatch: readonly number[] | undefined): void {
  if (ifMatch === undefined || ifMatch.includes(record.version)) return;
  throw preconditionFailed('If-Match', etagOf(record.version));
}

export function preconditionFailed(header: 'If-Match' | 'If-None-Match', etag: string): AppError {
  const detail =
    header === 'If-Match'
      ? 'The resource has changed since you fetched it. Fetch it again, then retry.'
      : 'If-None-Match matches the current version of the resource. Omit the header to change it.';
  return new AppError('precondition_failed', detail, { source: { header }, meta: { etag } });
}
