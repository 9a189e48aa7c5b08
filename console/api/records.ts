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
  return withJsonApart(record, shape);
}

/** Moves the attributes that a form edits as JSON to their own member of the record. */
function withJsonApart(record: ApiRecord, { asJson }: ResourceShape): ApiRecord {
  if (asJson === undefined) return record;
  const isJson = ([name]: [string, unknown]) => asJson.attributes.includes(name);
  const members = Object.entries(record);
  const others = Object.fromEntries(members.filter((member) => !isJson(member))) as ApiRecord;
  return { ...others, [asJson.name]: Object.fromEntries(members.filter(isJson)) };
}

/**
 * The attributes of a record that a request can set. Those missing in a form's JSON were removed there. Unknown ones in
 * it are sent too, for the API to reject.
 */
function attributesOf(
  record: Record<string, unknown> | undefined,
  { attributes, asJson }: ResourceShape,
): Record<string, unknown> {
  const own = Object.fromEntries(attributes.map((name) => [name, record?.[name]]));
  if (asJson === undefined) return own;
  const { [asJson.name]: json, ...others } = own;
  if (json === undefined) return others;
  const removed = Object.fromEntries(asJson.attributes.map((name) => [name, null]));
  return { ...removed, ...(json as object), ...others };
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
  const [wanted, current] = [attributesOf(data, shape), attributesOf(previous, shape)];
  const changed = Object.entries(wanted).filter(([name, value]) => differs(value, current[name]));
  const attributes = Object.fromEntries(changed);
  const relationships = Object.fromEntries(
    Object.entries(shape.relationships ?? {})
      .filter(([name]) => differs(data[`${name}_id`], previous?.[`${name}_id`]))
      .map(([name, type]) => {
        const id = data[`${name}_id`] as string | null;
        return [name, { data: id === null ? null : { type, id } }];
      }),
  );
  const id = previous?.id ?? (shape.isIdChosen ? data['id'] : undefined);
  return {
    data: {
      type: shape.type,
      ...(id !== undefined && { id }),
      attributes,
      ...(Object.keys(relationships).length > 0 && { relationships }),
    },
  };
}

/** Whether a value replaces the current one; undefined keeps it. */
function differs(value: unknown, current: unknown): boolean {
  return value !== undefined && JSON.stringify(value ?? null) !== JSON.stringify(current ?? null);
}
