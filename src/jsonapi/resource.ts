import type { Actor } from '../actions/index.ts';
import type { Page } from '../db/index.ts';

export interface Identifier {
  type: string;
  id: string;
}

/** How a record becomes a JSON:API resource. One per resource type, in the feature's `serializer.ts`. */
export interface ResourceView<Record_> {
  type: string;
  /** The record's own address, without the host: `/v2/tenants/…`; absent for what is only part of a list. */
  path?(record: Record_): string;
  id(record: Record_): string;
  /** Counts the record's changes; becomes the ETag. */
  version(record: Record_): number;
  /** Every attribute that the viewer may see; what they may not see is left out, never masked. */
  attributes(record: Record_, viewer: Actor): Record<string, unknown>;
  /** Linkage of to-one relationships; undefined leaves the relationship out. */
  relationships?(record: Record_): Record<string, Identifier | null | undefined>;
  /** The names under which `relationships` answers. */
  relationshipNames?: readonly string[];
  /** Every attribute and relationship that the type can have: what `fields[type]` may name. */
  members: readonly string[];
}

/** One page of records, as an action answers it. */
export type Collection<Record_> = Page<Record_>;

/** A slice of a log: `next` is the cursor of the following slice, null at the end. */
export interface LogSlice<Record_> {
  rows: Record_[];
  next: string | null;
}

/** The slice that `rows` begin with, when one more row was asked for than it holds: that one tells whether it goes on. */
export function sliceOf<R extends { id: string }>(rows: readonly R[], size: number): LogSlice<R> {
  const shown = rows.slice(0, size);
  return { rows: shown, next: rows.length > size ? shown.at(-1)!.id : null };
}
