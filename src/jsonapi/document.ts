import jsonapiSerializer from 'jsonapi-serializer';
import type { Actor } from '../actions/index.ts';
import type { Query } from './query.ts';
import { relatedLink, type Collection, type LogSlice, type ResourceView } from './resource.ts';

type Row = Record<string, unknown>;

/** Related records that are included in the document, with the view that renders each. */
export interface Included {
  view: ResourceView<never>;
  records: Row[];
}

export interface DocumentParts<R> {
  view: ResourceView<R>;
  viewer: Actor;
  query: Query;
  /** The path and query of the request, for `links`. */
  address: string;
  /** `links.self`, if the document is not served at the resource's own URL. */
  self?: string;
  included?: Included[];
}

/** A document with one resource. `links.self` is the resource's own URL. */
export function resourceDocument<R>(record: R, parts: DocumentParts<R>): object {
  const links = { self: parts.self ?? parts.view.path?.(record) ?? parts.address };
  return render(toRow(record, parts.view, parts), parts, links, parts.view.meta?.(record));
}

/** The document of an empty relationship. */
export function emptyDocument(address: string): object {
  return { jsonapi: { version: '1.1' }, data: null, links: { self: address } };
}

/** A document with a page of resources, with the links and counts of the entire list. */
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

/**
 * The flat row that jsonapi-serializer splits into attributes and relationships again, with only the requested fields.
 */
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
  const related: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(view.relationships?.(record) ?? {})) {
    add(name, value);
    related[name] = relatedLink(view, record, name, viewer.tenantId);
  }
  row['related'] = related;
  if (view.path !== undefined) row['links'] = { self: view.path(record) };
  return row;
}

/** A structured attribute, such as a descriptor, that the serializer must not transform. */
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
      // Keep names and type as they are: the default would turn client_id into client-id and pluralize the type.
      keyForAttribute: (name: string) => name,
      pluralizeType: false,
      attributes: [...view.members],
      ...(view.path !== undefined && {
        dataLinks: { self: (row: Row) => (row['links'] as { self: string }).self },
      }),
      // A related resource has its own type; the resource itself may have an attribute called type.
      typeForAttribute: (name: string, value: { type?: string } | null) =>
        name === view.type ? name : (value?.type ?? name),
      ...Object.fromEntries(
        relationships.map((name) => [name, { ref: 'id', relationshipLinks: { related: linkOf(name) } }]),
      ),
    } as jsonapiSerializer.SerializerOptions);
    serializers.set(view, serializer);
  }
  return serializer.serialize(data) as { data?: unknown };
}

/** The serializer omits links that are undefined. */
function linkOf(name: string): (row: Row) => string | undefined {
  return (row) => (row['related'] as Record<string, string | undefined>)[name];
}

function withPage(address: string, page: Record<string, string>): string {
  const [path = '', query = ''] = address.split('?');
  const others = query.split('&').filter((part) => part !== '' && !/^page(\[|%5B)/i.test(part));
  const own = Object.entries(page).map(([name, value]) => `page%5B${name}%5D=${value}`);
  return `${path}?${[...others, ...own].join('&')}`;
}
