import { hash } from 'node:crypto';
import type { Actor } from '../actions/index.ts';
import type { ResourceView } from './resource.ts';

/** The ETag of a record whose version covers everything that is shown. */
export function versionEtag(version: number): string {
  return `"${version}"`;
}

/**
 * The ETag of a resource as the viewer sees it (RFC 9110, 8.8.3): its version, then a hash of what is shown, for
 * changes that do not raise the version (another resource's name, a computed state), then a hash of what If-Match
 * ignores.
 * @param document the entire response body, if the query selected parts of it
 */
export function resourceEtag(
  record: never,
  view: ResourceView<never>,
  viewer: Actor,
  document?: string,
): string {
  const { onceOnly = [], ignoredByIfMatch = [] } = view;
  const attributes = view.attributes(record, viewer);
  let state = '';
  let ignored = document ?? '';
  for (const name in attributes) {
    // A change of an attribute that is only shown once raises the version anyway.
    if (attributes[name] === undefined || onceOnly.includes(name)) continue;
    const shown = `${name}=${JSON.stringify(attributes[name])}\n`;
    if (ignoredByIfMatch.includes(name)) ignored += shown;
    else state += shown;
  }
  state += JSON.stringify(view.relationships?.(record));
  return `"${view.version(record)}-${digest(state)}${ignored === '' ? '' : `-${digest(ignored)}`}"`;
}

function digest(text: string): string {
  return hash('sha256', text, 'hex').slice(0, 16);
}
