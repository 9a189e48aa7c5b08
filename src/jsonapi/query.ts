import type { PageRequest } from '../db/index.ts';
import { AppError } from '../errors.ts';
import { isId } from '../system/ids.ts';
import { isStorable } from '../system/storable-text.ts';
import type { ResourceView } from './resource.ts';

const DEFAULT_SIZE = 50;
const MAX_SIZE = 200;
const MAX_SEARCH_LENGTH = 200;
const MAX_IDS = 200;
const MAX_TEXTS = 50;

/** How to parse a filter: an ID, several IDs, true/false, exact texts, a search text, a time, or one of a list. */
export type FilterKind = 'id' | 'ids' | 'boolean' | 'text' | 'texts' | 'search' | 'time' | readonly string[];

/** What a route's query may contain; anything else is rejected. */
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
 * Parses a query string by a route's rules. Brackets may be percent-encoded or not; a name must not be repeated.
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
    if (seen.has(name)) throw invalid(name, 'is repeated');
    seen.add(name);
    const [, family = '', member] = /^([a-z]+)(?:\[([^[\]]*)\])?$/.exec(name) ?? [];
    if (family === 'filter' && member !== undefined)
      query.filter[member] = readFilter(name, member, value, rules);
    else if (name === 'sort' && rules.sorts !== undefined) query.sort = readSort(value, rules.sorts);
    else if (name === 'include' && rules.includes?.length) query.include = readInclude(value, rules.includes);
    else if (family === 'fields' && member !== undefined && member !== '')
      fields.set(member, value === '' ? [] : value.split(','));
    else if (family === 'page' && member !== undefined) readPage(page, name, member, value, rules.paging);
    else throw invalid(name, 'is not supported here');
  }
  return { ...query, fields, page };
}

/** The decoded name and value of each parameter; malformed escapes are an error. */
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
    throw invalid(
      name,
      `is not supported here${listAllowed(Object.keys(filters).map((key) => `filter[${key}]`))}`,
    );
  if (value === '') throw invalid(name, 'must not be empty');
  if (kind === 'id' && !isId(value)) throw invalid(name, 'must be an ID');
  if (kind === 'ids' && !areIds(value.split(',')))
    throw invalid(name, `must be 1 to ${MAX_IDS} IDs, separated by commas`);
  if (kind === 'texts' && !areTexts(value.split(',')))
    throw invalid(name, `must be 1 to ${MAX_TEXTS} values, separated by commas`);
  if (kind === 'boolean' && value !== 'true' && value !== 'false')
    throw invalid(name, 'must be true or false');
  if (kind === 'time' && !isTime(value))
    throw invalid(name, 'must be a time in RFC 3339 format, such as 2030-01-31T12:00:00Z');
  if (kind === 'search' && Array.from(value).length > MAX_SEARCH_LENGTH)
    throw invalid(name, `must be at most ${MAX_SEARCH_LENGTH} characters long`);
  if (typeof kind === 'object' && !kind.includes(value))
    throw invalid(name, `must be one of ${kind.join(', ')}`);
  return value;
}

function areIds(values: readonly string[]): boolean {
  return values.length <= MAX_IDS && values.every(isId);
}

/** RFC 3339, 5.6; from the epoch on. */
function isTime(value: string): boolean {
  return TIME.test(value) && Date.parse(value) >= 0;
}

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;

function areTexts(values: readonly string[]): boolean {
  return values.length <= MAX_TEXTS && !values.includes('');
}

function readSort(value: string, allowed: readonly string[]): Query['sort'] {
  const keys = value.split(',');
  const columns = new Set(keys.map((key) => key.replace(/^-/, '')));
  if (columns.size < keys.length) throw invalid('sort', 'must not name a field twice');
  return keys.map((key) => {
    const column = key.replace(/^-/, '');
    if (!allowed.includes(column))
      throw invalid('sort', `does not support "${column.slice(0, 50)}"${listAllowed(allowed)}`);
    return { column, direction: key.startsWith('-') ? 'desc' : 'asc' };
  });
}

function readInclude(value: string, allowed: readonly string[]): string[] {
  const names = value === '' ? [] : value.split(',');
  for (const name of names) {
    if (!allowed.includes(name))
      throw invalid('include', `does not support "${name.slice(0, 50)}"${listAllowed(allowed)}`);
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
    if (number < 1 || number > MAX_SIZE) throw invalid(name, `must be a whole number from 1 to ${MAX_SIZE}`);
    page.size = number;
  } else if (paging === 'pages' && member === 'number') {
    if (number < 1) throw invalid(name, 'must be a whole number of at least 1');
    page.number = number;
  } else if (paging === 'cursor' && member === 'after') {
    if (!isId(value)) throw invalid(name, 'must be a cursor from an earlier response');
    page.after = value;
  } else throw invalid(name, 'is not supported here');
}

function listAllowed(names: readonly string[]): string {
  return names.length === 0 ? '' : `. Allowed: ${names.join(', ')}`;
}

function invalid(parameter: string, what: string): AppError {
  return new AppError('invalid_parameter', `The query parameter "${parameter.slice(0, 100)}" ${what}.`, {
    source: { parameter: parameter.slice(0, 100) },
  });
}

/** The requested page of a list, with the filters that all lists support. */
export function pageOf({ page, sort, filter }: Query): PageRequest {
  const ids = filter['id']?.split(',');
  return { ...page, sort, search: filter['search'], ids: ids && [...new Set(ids)] };
}

/**
 * Checks that sparse fieldsets name types that can be in the response, and members that these types have.
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
      throw invalid(
        name,
        `is not supported here${listAllowed(views.map((candidate) => `fields[${candidate.type}]`))}`,
      );
    const unknown = members.find((member) => !view.members.includes(member));
    if (unknown !== undefined)
      throw invalid(name, `does not support "${unknown.slice(0, 50)}"${listAllowed(view.members)}`);
  }
}
