import { MEMBERS, WRITTEN, type PlainName, type ResourceType, type WrittenType } from '../schema/index.ts';
import type { ResourceView } from './resource.ts';

/** The part of a view that the schema of the resource declares. */
export function declared(
  type: ResourceType,
): Pick<ResourceView<never>, 'type' | 'members' | 'relationshipNames'> {
  const { attributes, relationships } = MEMBERS[type];
  return {
    type,
    members: [...attributes, ...relationships],
    ...(relationships.length > 0 && { relationshipNames: relationships }),
  };
}

/** The attributes that a response returns as they were set. The record contains them under the same names. */
export function plainAttributes<T extends WrittenType>(
  type: T,
  record: Readonly<Record<PlainName<T>, unknown>>,
): Record<string, unknown> {
  const names: readonly PlainName<T>[] = WRITTEN[type].plain;
  return Object.fromEntries(names.map((name) => [name, record[name]]));
}
