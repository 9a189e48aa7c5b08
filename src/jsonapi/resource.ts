import type { Actor } from '../actions/index.ts';
import type { Page } from '../db/index.ts';

export interface Identifier {
  type: string;
  id: string;
}

/** How to render a record as a JSON:API resource. One per resource type, in the feature's `serializer.ts`. */
export interface ResourceView<Record_> {
  type: string;
  /** The record's own URL, without the host: `/v2/tenants/…`; absent if it is only shown in lists. */
  path?(record: Record_): string;
  id(record: Record_): string;
  /** Counts the record's changes; used for the ETag. */
  version(record: Record_): number;
  /** Every attribute that the viewer may see. Others are omitted, never masked. */
  attributes(record: Record_, viewer: Actor): Record<string, unknown>;
  /** Linkage of to-one relationships; undefined omits the relationship. */
  relationships?(record: Record_): Record<string, Identifier | null | undefined>;
  /** The document's `meta`, if the resource is the only one in the document. */
  meta?(record: Record_): object | undefined;
  /** The names of the members of `relationships`. */
  relationshipNames?: readonly string[];
  /**
   * The related links, for a type without a URL of its own, or with relationships that cannot all be read. By default
   * each is read at `path` followed by its name.
   */
  related?(record: Record_, tenantId: string): Record<string, string | undefined>;
  /** Attributes that are shown only once, in the response to the request that created them; replays omit them. */
  onceOnly?: readonly string[];
  /** Attributes that follow from others in the same document: their values in a request are ignored. */
  derived?: readonly string[];
  /**
   * Attributes that If-Match ignores: not every viewer sees them, or they change by themselves all the time.
   * (Attributes that are shown only once are always ignored.)
   */
  ignoredByIfMatch?: readonly string[];
  /** Every attribute and relationship that the type can have: the allowed values of `fields[type]`. */
  members: readonly string[];
}

/** The URL of a related resource; undefined if a GET would not find it. */
export function relatedLink<R>(
  view: ResourceView<R>,
  record: R,
  name: string,
  tenantId: string,
): string | undefined {
  if (view.related !== undefined) return view.related(record, tenantId)[name];
  return view.path === undefined ? undefined : `${view.path(record)}/${name}`;
}

/** One page of records, as an action returns it. */
export type Collection<Record_> = Page<Record_>;

/** A slice of a log. `next` is the cursor of the following slice, null at the end. */
export interface LogSlice<Record_> {
  rows: Record_[];
  next: string | null;
}

/** Makes a slice from `size + 1` requested rows: the extra row shows whether there are more. */
export function sliceOf<R extends { id: string }>(rows: readonly R[], size: number): LogSlice<R> {
  const shown = rows.slice(0, size);
  return { rows: shown, next: rows.length > size ? shown.at(-1)!.id : null };
}
