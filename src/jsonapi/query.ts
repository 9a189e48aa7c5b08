import type { PageRequest } from '../db/index.ts';
import { AppError } from '../errors.ts';
import { isId } from '../system/ids.ts';
import { isStorable } from './body.ts';
import type { ResourceView } from './resource.ts';

const DEFAULT_SIZE = 50;
const LARGEST_SIZE = 200;
const LONGEST_SEARCH = 200;
const MOST_IDS = 200;

/** How a filter's value is read: an id, several of them, true/false, the whole of a text, some of a text, or one of a list. */
export type FilterKind = 'id' | 'ids' | 'boolean' | 'text' | 'search' | readonly string[];

/** What a route's query may hold; anything else is refused. */
export interface QueryRules {
  filters?: Readonly<Record<string, FilterKind>>;
  sorts?: readonly string[];
  includes?: readonly string[];
  /** `cursor` for logs, `pages` for lists. */
  paging?: 'pages' | 'cursor';
}

export interface Query {
  filter: Readonly<Record<string, string>>;
  sort: readonly { column: string; direction: 'asc' | 'desc' }[];
  include: readonly string[];
  /** Sparse fieldsets: type → member names. */
  fields: ReadonlyMap<string, readonly string[]>;
  page: { number: number; size: number; after?: string };
}

export const EMPTY_QUERY: Query = {
  filter: {},
  sort: [],
  include: [],
  fields: new Map(),
  page: { number: 1, size: DEFAULT_SIZE },
};

/**
 * Reads a query string by a route's rules. Brackets may come encoded or not; a name may come once.
 * @throws AppError invalid_parameter naming the parameter
 */
export function readQuery(url: string, rules: QueryRules): Query {
  const start = url.indexOf('?');
  if (start < 0 || start === url.length - 1) return EMPTY_QUERY;
  const query = {
    filter: {} as Record<string, string>,
    sort: EMPTY_QUERY.sort,
    include: EMPTY_QUERY.include,
  };
  const fields = new Map<string, readonly string[]>();
  const page: { number: number; size: number; after?: string } = { number: 1, size: DEFAULT_SIZE };
  const seen = new Set<string>();

  for (const [name, value] of pairs(url.slice(start + 1))) {
    if (seen.has(name)) throw refusal(name, 'is given more than once');
    seen.add(name);
    const [, family = '', member] = /^([a-z]+)(?:\[([^[\]]*)\])?$/.exec(name) ?? [];
    if (family === 'filter' && member !== undefined)
      query.filter[member] = readFilter(name, member, value, rules);
    else if (name === 'sort' && rules.sorts !== undefined) query.sort = readSort(value, rules.sorts);
    else if (name === 'include' && rules.includes?.length) query.include = readInclude(value, rules.includes);
    else if (family === 'fields' && member !== undefined && member !== '')
      fields.set(member, value === '' ? [] : value.split(','));
    else if (family === 'page' && member !== undefined) readPage(page, name, member, value, rules.paging);
    else throw refusal(name, 'is not known here');
  }
  return { ...query, fields, page };
}

/** Decoded name and value of each parameter; malformed escapes are an error, not a guess. */
function* pairs(text: string): Generator<[string, string]> {
  for (const part of text.split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const rawName = equals < 0 ? part : part.slice(0, equals);
    const rawValue = equals < 0 ? '' : part.slice(equals + 1);
    try {
      const pair: [string, string] = [unescape(rawName), unescape(rawValue)];
      if (!pair.every(isStorable)) throw new URIError();
      yield pair;
    } catch {
      throw new AppError('invalid_parameter', 'The query string is not valid percent-encoded UTF-8.', {
        source: { parameter: rawName.slice(0, 100) },
      });
    }
  }
}

function unescape(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}

function readFilter(name: string, member: string, value: string, { filters = {} }: QueryRules): string {
  const kind = Object.hasOwn(filters, member) ? filters[member] : undefined;
  if (kind === undefined)
    throw refusal(name, `is not known here${known(Object.keys(filters).map((key) => `filter[${key}]`))}`);
  if (value === '') throw refusal(name, 'is empty');
  if (kind === 'id' && !isId(value)) throw refusal(name, 'must be an id');
  if (kind === 'ids' && !areIds(value.split(',')))
    throw refusal(name, `must be 1 to ${MOST_IDS} ids, separated by commas`);
  if (kind === 'boolean' && value !== 'true' && value !== 'false')
    throw refusal(name, 'must be true or false');
  if (kind === 'search' && Array.from(value).length > LONGEST_SEARCH)
    throw refusal(name, `must have at most ${LONGEST_SEARCH} characters`);
  if (typeof kind === 'object' && !kind.includes(value))
    throw refusal(name, `must be one of ${kind.join(', ')}`);
  return value;
}

function areIds(values: readonly string[]): boolean {
  return values.length <= MOST_IDS && values.every(isId);
}

function readSort(value: string, allowed: readonly string[]): Query['sort'] {
  const keys = value.split(',');
  const columns = new Set(keys.map((key) => key.replace(/^-/, '')));
  if (columns.size < keys.length) throw refusal('sort', 'names a column twice');
  return keys.map((key) => {
    const column = key.replace(/^-/, '');
    if (!allowed.includes(column))
      throw refusal('sort', `cannot be by "${column.slice(0, 50)}"${known(allowed)}`);
    return { column, direction: key.startsWith('-') ? 'desc' : 'asc' };
  });
}

function readInclude(value: string, allowed: readonly string[]): string[] {
  const names = value === '' ? [] : value.split(',');
  for (const name of names) {
    if (!allowed.includes(name))
      throw refusal('include', `cannot be "${name.slice(0, 50)}"${known(allowed)}`);
  }
  return [...new Set(names)];
}

function readPage(
  page: { number: number; size: number; after?: string },
  name: string,
  member: string,
  value: string,
  paging: QueryRules['paging'],
): void {
  const number = /^[0-9]{1,9}$/.test(value) ? Number(value) : 0;
  if (paging !== undefined && member === 'size') {
    if (number < 1 || number > LARGEST_SIZE)
      throw refusal(name, `must be a whole number from 1 to ${LARGEST_SIZE}`);
    page.size = number;
  } else if (paging === 'pages' && member === 'number') {
    if (number < 1) throw refusal(name, 'must be a whole number from 1');
    page.number = number;
  } else if (paging === 'cursor' && member === 'after') {
    if (!isId(value)) throw refusal(name, 'must be a cursor from an earlier answer');
    page.after = value;
  } else throw refusal(name, 'is not known here');
}

function known(names: readonly string[]): string {
  return names.length === 0 ? '' : `; known: ${names.join(', ')}`;
}

function refusal(parameter: string, what: string): AppError {
  return new AppError('invalid_parameter', `The query parameter "${parameter.slice(0, 100)}" ${what}.`, {
    source: { parameter: parameter.slice(0, 100) },
  });
}

/** The part of a list that a query asks for, with the filters that all lists have in common. */
export function pageOf({ page, sort, filter }: Query): PageRequest {
  const ids = filter['id']?.split(',');
  return { ...page, sort, search: filter['search'], ids: ids && [...new Set(ids)] };
}

/**
 * Sparse fieldsets name types that the answer can hold, and members that these types have.
 * @throws AppError invalid_parameter
 */
export function checkFields(
  query: Query,
  views: readonly Pick<ResourceView<never>, 'type' | 'members'>[],
): void {
  for (const [type, members] of query.fields) {
    const name = `fields[${type.slice(0, 50)}]`;
    const view = views.find((candidate) => candidate.type === type);
    if (view === undefined)
      throw refusal(name, `is not known here${known(views.map((candidate) => `fields[${candidate.type}]`))}`);
    const unknown = members.find((member) => !view.members.includes(member));
    if (unknown !== undefined)
      throw refusal(name, `cannot hold "${unknown.slice(0, 50)}"${known(view.members)}`);
  }
}
