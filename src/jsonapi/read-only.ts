import { isDeepStrictEqual } from 'node:util';
import type { Actor } from '../actions/index.ts';
import { AppError, combined } from '../errors.ts';
import type { ResourceDocument } from './body.ts';
import type { ResourceView } from './resource.ts';

type Kind = 'attributes' | 'relationships';

/** The names that a schema allows in a document. */
export type Writable = Readonly<Record<Kind, ReadonlySet<string>>>;

export interface ReadOnlyMember {
  kind: Kind;
  name: string;
}

/**
 * The members of the document that its type has but a request cannot set. Members that the type does not have are left
 * to the schema.
 */
export function readOnlyMembers(
  { data }: ResourceDocument,
  {
    attributeNames,
    relationshipNames,
  }: { attributeNames: readonly string[]; relationshipNames: readonly string[] },
  writable: Writable,
): ReadOnlyMember[] {
  const of = (kind: Kind, names: readonly string[]): ReadOnlyMember[] =>
    Object.keys(data[kind] ?? {})
      .filter((name) => names.includes(name) && !writable[kind].has(name))
      .map((name) => ({ kind, name }));
  return [...of('attributes', attributeNames), ...of('relationships', relationshipNames)];
}

/**
 * Removes read-only members from the document if they have the value that the caller was shown.
 * @param current the resource as it is now; undefined if the request creates one, in which case null is the same as
 * omitting the member
 * @param ignored attributes that are removed whatever their value
 * @throws AppError read_only naming every member with another value
 */
export function dropReadOnly(
  { data }: ResourceDocument,
  members: readonly ReadOnlyMember[],
  current: Readonly<Record<Kind, Record<string, unknown>>> | undefined,
  ignored: readonly string[],
): void {
  const changed: ReadOnlyMember[] = [];
  for (const member of members) {
    const { kind, name } = member;
    const given = data[kind]![name];
    delete data[kind]![name];
    const isKept =
      current === undefined
        ? given === null
        : ignored.includes(name) ||
          isShown(given, current[kind][name], name, current.attributes['created_at']);
    if (!isKept) changed.push(member);
  }
  // A type without writable relationships does not allow the member at all.
  if (data.relationships !== undefined && Object.keys(data.relationships).length === 0)
    delete data.relationships;
  if (changed.length > 0) throw combined(changed.map((member) => refusal(member, current !== undefined)));
}

/** Whether the value is what the caller was shown: now, or earlier, if it is a time that changes by itself. */
function isShown(given: unknown, current: unknown, name: string, createdAt: unknown): boolean {
  if (isDeepStrictEqual(given, current)) return true;
  const [then, now] = [timeOf(given), timeOf(current)];
  if (now === undefined) return false;
  if (given === null) return name !== 'created_at';
  if (then === undefined) return false;
  return then === now || (name !== 'created_at' && then < now && then >= (timeOf(createdAt) ?? now));
}

function timeOf(value: unknown): number | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d[Tt]/.test(value)) return undefined;
  const time = Date.parse(value);
  return Number.isNaN(time) ? undefined : time;
}

function refusal({ kind, name }: ReadOnlyMember, exists: boolean): AppError {
  const remedy = exists ? 'Omit it, or send its current value.' : 'Omit it.';
  return new AppError('read_only', `${name} is read-only. ${remedy}`, {
    source: { pointer: `/data/${kind}/${name}` },
  });
}

/** A resource as its viewer sees it, after being serialized to JSON and parsed again. */
export function shownTo(viewer: Actor, view: ResourceView<never>, record: never) {
  const shown = { attributes: view.attributes(record, viewer), relationships: relationshipsOf(view, record) };
  return JSON.parse(JSON.stringify(shown)) as Record<Kind, Record<string, unknown>>;
}

function relationshipsOf(view: ResourceView<never>, record: never): Record<string, unknown> {
  const related = Object.entries(view.relationships?.(record) ?? {});
  return Object.fromEntries(
    related.filter(([, it]) => it !== undefined).map(([name, data]) => [name, { data }]),
  );
}
