import jsonapiSerializer from 'jsonapi-serializer';
import type { Actor } from '../actions/index.ts';
import type { Query } from './query.ts';
import type { Collection, LogSlice, ResourceView } from './resource.ts';

type Row = Record<string, unknown>;

/** Related records that the document carries in full, with the view that renders each. */
export interface Included {
  view: ResourceView<never>;
  records: Row[];
}

export interface DocumentParts<R> {
  view: ResourceView<R>;
  viewer: Actor;
  query: Query;
  /** The address of the request, path and query, for `links`. */
  address: string;
  included?: Included[];
}

/** A document with one resource; `links.self` is the resource's own address. */
export function resourceDocument<R>(record: R, parts: DocumentParts<R>): object {
  return render(toRow(record, parts.view, parts), parts, {
    self: parts.view.path?.(record) ?? parts.address,
  });
}

/** A document with a page of resources, and the links and counts of the whole list. */
export function collectionDocument<R>({ rows, total }: Collection<R>, parts: DocumentParts<R>): object {
  const { number, size } = parts.query.page;
  const pages = Math.max(1, Math.ceil(total / size));
  const to = (page: number) => withPage(parts.address, { number: String(page), size: String(size) });
  const links = {
    self: parts.address,
    first: to(1),
    prev: number > 1 ? to(Math.min(number - 1, pages)) : null,
    next: number < pages ? to(number + 1) : null,
    last: to(pages),
  };
  const meta = { page: number, per_page: size, total, total_pages: pages };
  return render(
    rows.map((row) => toRow(row, parts.view, parts)),
    parts,
    links,
    meta,
  );
}

/** A document with a slice of a log. */
export function logDocument<R>({ rows, next }: LogSlice<R>, parts: DocumentParts<R>): object {
  const size = String(parts.query.page.size);
  const links = {
    self: parts.address,
    next: next === null ? null : withPage(parts.address, { after: next, size }),
  };
  return render(
    rows.map((row) => toRow(row, parts.view, parts)),
    parts,
    links,
  );
}

/** The flat row that jsonapi-serializer splits again into attributes and relationships, in sparse form. */
function toRow<R>(
  record: R,
  view: ResourceView<R>,
  { viewer, query }: Pick<DocumentParts<R>, 'viewer' | 'query'>,
): Row {
  const wanted = query.fields.get(view.type);
  const row: Row = { id: view.id(record) };
  const add = (name: string, value: unknown): void => {
    if (value !== undefined && (wanted === undefined || wanted.includes(name))) row[name] = value;
  };
  for (const [name, value] of Object.entries(view.attributes(record, viewer))) add(name, asIs(value));
  for (const [name, value] of Object.entries(view.relationships?.(record) ?? {})) add(name, value);
  if (view.path !== undefined) row['links'] = { self: view.path(record) };
  return row;
}

/** A structured attribute, such as a descriptor, which the serializer must not look into. */
class Verbatim {
  readonly #value: object;
  constructor(value: object) {
    this.#value = value;
  }
  toJSON(): object {
    return this.#value;
  }
}

function asIs(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? new Verbatim(value) : value;
}

function render<R>(
  data: Row | Row[],
  parts: DocumentParts<R>,
  links: Record<string, string | null>,
  meta?: object,
): object {
  const included = parts.included?.flatMap(
    ({ view, records }) =>
      serialize(
        records.map((record) => toRow(record as never, view, parts)),
        view as ResourceView<unknown>,
      ).data as object[],
  );
  return {
    jsonapi: { version: '1.1' },
    data: serialize(data, parts.view as ResourceView<unknown>).data,
    ...(included !== undefined && { included }),
    links,
    ...(meta !== undefined && { meta }),
  };
}

const serializers = new WeakMap<ResourceView<unknown>, jsonapiSerializer.Serializer>();

function serialize(data: Row | Row[], view: ResourceView<unknown>): { data?: unknown } {
  let serializer = serializers.get(view);
  if (serializer === undefined) {
    const relationships = view.relationshipNames ?? [];
    serializer = new jsonapiSerializer.Serializer(view.type, {
      // Names go out as they are: the default would turn client_id into client-id and pluralize the type.
      keyForAttribute: (name: string) => name,
      pluralizeType: false,
      attributes: [...view.members],
      ...(view.path !== undefined && {
        dataLinks: { self: (row: Row) => (row['links'] as { self: string }).self },
      }),
      // A related resource has its own type; the resource itself may have an attribute of that name.
      typeForAttribute: (name: string, value: { type?: string } | null) =>
        name === view.type ? name : (value?.type ?? name),
      ...Object.fromEntries(relationships.map((name) => [name, { ref: 'id' }])),
    } as jsonapiSerializer.SerializerOptions);
    serializers.set(view, serializer);
  }
  return serializer.serialize(data) as { data?: unknown };
}

function withPage(address: string, page: Record<string, string>): string {
  const [path = '', query = ''] = address.split('?');
  const others = query.split('&').filter((part) => part !== '' && !/^page(\[|%5B)/i.test(part));
  const own = Object.entries(page).map(([name, value]) => `page%5B${name}%5D=${value}`);
  return `${path}?${[...others, ...own].join('&')}`;
}
