import type { RaRecord } from 'react-admin';
import type { Document, Resource } from './document.ts';
import type { ResourceShape } from './resources.ts';

/** A resource as forms and lists have it: flat, with `component_id` and, where it came along, `component`. */
export interface ApiRecord extends RaRecord<string> {
  /** The version that was read, for If-Match. */
  _etag?: string | undefined;
}

export function toRecord(resource: Resource, shape: ResourceShape, included: Resource[] = []): ApiRecord {
  const record: ApiRecord = { id: resource.id, ...resource.attributes };
  for (const [name, { data }] of Object.entries(resource.relationships ?? {})) {
    record[`${name}_id`] = data?.id ?? null;
    const found = included.find(({ type, id }) => type === data?.type && id === data.id);
    if (found !== undefined) record[name] = { id: found.id, ...found.attributes };
  }
  for (const secret of shape.secrets ?? []) delete record[secret];
  return record;
}

export function toRecords({ data, included }: Document, shape: ResourceShape): ApiRecord[] {
  return [data].flat().map((resource) => toRecord(resource, shape, included));
}

/** The document that makes a record, or, with the record as it was, changes it: only what differs is sent. */
export function toDocument(
  shape: ResourceShape,
  data: Record<string, unknown>,
  previous?: Partial<ApiRecord>,
): { data: Record<string, unknown> } {
  const differs = (name: string) =>
    data[name] !== undefined &&
    JSON.stringify(data[name] ?? null) !== JSON.stringify(previous?.[name] ?? null);
  const attributes = Object.fromEntries(shape.attributes.filter(differs).map((name) => [name, data[name]]));
  const relationships = Object.fromEntries(
    Object.entries(shape.relationships ?? {})
      .filter(([name]) => differs(`${name}_id`))
      .map(([name, type]) => {
        const id = data[`${name}_id`] as string | null;
        return [name, { data: id === null ? null : { type, id } }];
      }),
  );
  return {
    data: {
      type: shape.type,
      ...(previous?.id !== undefined && { id: previous.id }),
      attributes,
      ...(Object.keys(relationships).length > 0 && { relationships }),
    },
  };
}
