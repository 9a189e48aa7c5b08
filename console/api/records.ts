import type { RaRecord } from 'react-admin';
import type { Document, Resource } from './document.ts';
import type { ResourceShape } from './resources.ts';

/** A resource as forms and lists use it: flat, with `component_id` and, if included, `component`. */
export interface ApiRecord extends RaRecord<string> {
  /** The ETag that was read, for If-Match. */
  _etag?: string | undefined;
}

interface Shown {
  attributes?: object;
  relationships?: object;
}

/** The ID of the related resource, or null where a resource need not have one. */
type RelatedId<T> = T extends { data: infer Data } ? (Data extends null ? null : string) : never;

/**
 * The record of a resource, from its generated type: its attributes, and the ID of each related resource. Attributes
 * that not everybody sees, or not in every response, are named in `Partly`.
 */
export type RecordOf<R extends Shown, Partly extends keyof NonNullable<R['attributes']> = never> = ApiRecord &
  Required<Omit<NonNullable<R['attributes']>, Partly>> &
  Partial<Pick<NonNullable<R['attributes']>, Partly>> & {
    [K in keyof NonNullable<R['relationships']> as `${K & string}_id`]-?: RelatedId<
      NonNullable<NonNullable<R['relationships']>[K]>
    >;
  };

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

/** The document that creates a record or, given the previous record, updates it with only the changed members. */
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
