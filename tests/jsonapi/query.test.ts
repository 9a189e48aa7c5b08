import { AppError } from '../../src/errors.ts';
import { readQuery, type QueryRules } from '../../src/jsonapi/query.ts';

const ID = '019395c8-5e6a-7c3e-9b1f-6a0f5c1d2e3f';
const LIST: QueryRules = {
  filters: {
    component: 'id',
    id: 'ids',
    search: 'search',
    usable: 'boolean',
    email: 'text',
    action: 'texts',
    since: 'time',
    status: ['draft', 'active'],
  },
  sorts: ['name', 'created_at'],
  includes: ['role', 'tenant'],
  paging: 'pages',
};
const LOG: QueryRules = { filters: { action: 'texts' }, paging: 'cursor' };

function refusedParameter(url: string, rules: QueryRules): string | undefined {
  try {
    readQuery(url, rules);
    return undefined;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    expect(error.code).toBe('invalid_parameter');
    return error.source?.parameter;
  }
}

test.each(['/x', '/x?', '/x?&', '/x?&&'])('the defaults apply without parameters: %s', (url) => {
  expect(readQuery(url, LIST)).toEqual({
    filter: {},
    sort: [],
    include: [],
    fields: new Map(),
    page: { number: 1, size: 50 },
  });
});

test.each([
  [`filter[component]=${ID}`, { filter: { component: ID } }],
  ['filter[action]=a.b', { filter: { action: 'a.b' } }],
  ['filter[action]=a.b,a.c%2Ca.d', { filter: { action: 'a.b,a.c,a.d' } }],
  [`filter[id]=${ID}`, { filter: { id: ID } }],
  [`filter[id]=${ID}%2C${ID}`, { filter: { id: `${ID},${ID}` } }],
  [`filter%5Bcomponent%5D=${ID}`, { filter: { component: ID } }],
  [`filter%5bcomponent%5d=${ID}`, { filter: { component: ID } }],
  ['filter[email]=a%2Bb@c.test', { filter: { email: 'a+b@c.test' } }],
  ['filter[email]=a+b', { filter: { email: 'a b' } }],
  ['filter[email]=a=b', { filter: { email: 'a=b' } }],
  ['filter[usable]=false&filter[status]=draft', { filter: { usable: 'false', status: 'draft' } }],
  ['filter[search]=100%25+_%5C', { filter: { search: '100% _\\' } }],
  [`filter[search]=${'%F0%9F%94%91'.repeat(200)}`, { filter: { search: '🔑'.repeat(200) } }],
  ['sort=name', { sort: [{ column: 'name', direction: 'asc' }] }],
  [
    'sort=-created_at,name',
    {
      sort: [
        { column: 'created_at', direction: 'desc' },
        { column: 'name', direction: 'asc' },
      ],
    },
  ],
  ['include=role,tenant,role', { include: ['role', 'tenant'] }],
  ['include=', { include: [] }],
  ['fields[user]=email,name', { fields: new Map([['user', ['email', 'name']]]) }],
  ['fields[user]=', { fields: new Map([['user', []]]) }],
  ['page[number]=3&page[size]=200', { page: { number: 3, size: 200 } }],
])('%s is accepted', (text, expected) => {
  expect(readQuery(`/x?${text}`, LIST)).toMatchObject(expected);
});

test('a log is paged with a cursor', () => {
  expect(readQuery(`/x?page[after]=${ID}&page[size]=2`, LOG).page).toEqual({ number: 1, size: 2, after: ID });
});

test.each([
  ['an unknown parameter', 'nonsense=1', 'nonsense'],
  ['a name in another case', 'Sort=name', 'Sort'],
  ['a filter without a member name', 'filter=x', 'filter'],
  ['an unknown filter', 'filter[colour]=red', 'filter[colour]'],
  ['a filter with the name of an inherited property', 'filter[constructor]=x', 'filter[constructor]'],
  ['a filter named __proto__', 'filter[__proto__]=x', 'filter[__proto__]'],
  ['an empty filter', 'filter[component]=', 'filter[component]'],
  ['a filter without a value', 'filter[component]', 'filter[component]'],
  ['an empty text filter', 'filter[email]=', 'filter[email]'],
  ['an empty search', 'filter[search]=', 'filter[search]'],
  ['a search for more than 200 characters', `filter[search]=${'x'.repeat(201)}`, 'filter[search]'],
  ['a filter that is not an ID', 'filter[component]=7', 'filter[component]'],
  ['an ID in upper case', `filter[component]=${ID.toUpperCase()}`, 'filter[component]'],
  ['two IDs', `filter[component]=${ID},${ID}`, 'filter[component]'],
  ['a list with an invalid ID', 'filter[id]=7', 'filter[id]'],
  ['more than 200 IDs', `filter[id]=${`${ID},`.repeat(200)}${ID}`, 'filter[id]'],
  ['a list of IDs with a trailing comma', `filter[id]=${ID},`, 'filter[id]'],
  ['a list of IDs with a space', `filter[id]=${ID}, ${ID}`, 'filter[id]'],
  ['an empty list of texts', 'filter[action]=', 'filter[action]'],
  ['a list of texts with a trailing comma', 'filter[action]=a.b,', 'filter[action]'],
  ['a list of texts with a gap', 'filter[action]=a.b,,a.c', 'filter[action]'],
  ['more than 50 texts', `filter[action]=${'a.b,'.repeat(50)}a.b`, 'filter[action]'],
  ['a time without a zone', 'filter[since]=2030-01-31T12:00:00', 'filter[since]'],
  ['a date without a time', 'filter[since]=2030-01-31', 'filter[since]'],
  ['a time that does not exist', 'filter[since]=2030-01-31T25:00:00Z', 'filter[since]'],
  ['a time before the epoch', 'filter[since]=1969-12-31T23:59:59Z', 'filter[since]'],
  ['a boolean that is neither true nor false', 'filter[usable]=1', 'filter[usable]'],
  ['a value that is not listed', 'filter[status]=gone', 'filter[status]'],
  ['an unknown sort key', 'sort=password', 'sort'],
  ['an empty sort', 'sort=', 'sort'],
  ['a sort key with two minus signs', 'sort=--name', 'sort'],
  ['a sort key given twice', 'sort=name,-name', 'sort'],
  ['an include that is not a relationship', 'include=role,secrets', 'include'],
  ['a nested include', 'include=role.users', 'include'],
  ['fields of an empty type', 'fields[]=email', 'fields[]'],
  ['fields without a type', 'fields=email', 'fields'],
  ['page 0', 'page[number]=0', 'page[number]'],
  ['a negative page', 'page[number]=-1', 'page[number]'],
  ['a fractional page', 'page[number]=1.5', 'page[number]'],
  ['an empty page', 'page[number]=', 'page[number]'],
  ['a page number that is too large', 'page[number]=9999999999', 'page[number]'],
  ['page size 0', 'page[size]=0', 'page[size]'],
  ['a page size above 200', 'page[size]=201', 'page[size]'],
  ['a page size in words', 'page[size]=all', 'page[size]'],
  ['a cursor in a list', `page[after]=${ID}`, 'page[after]'],
  ['an offset', 'page[offset]=0', 'page[offset]'],
  ['a parameter given twice', 'sort=name&sort=name', 'sort'],
  ['a parameter given twice, once encoded', 'page[size]=1&page%5Bsize%5D=1', 'page[size]'],
  ['a broken escape', 'filter[email]=%ZZ', 'filter[email]'],
  ['invalid UTF-8', 'filter[email]=%FF', 'filter[email]'],
  ['NUL', 'filter[email]=%00', 'filter[email]'],
])('%s is rejected by its name: %s', (_what, text, parameter) => {
  expect(refusedParameter(`/x?${text}`, LIST)).toBe(parameter);
});

test.each([
  ['sort=name', {}],
  ['include=', {}],
  ['include=role', { includes: [] }],
  ['page[number]=1', {}],
  ['page[size]=1', {}],
  ['page[number]=1', LOG],
  ['page[after]=7', LOG],
  ['page[after]=', LOG],
])('%s is rejected where it is not documented', (text, rules) => {
  expect(refusedParameter(`/x?${text}`, rules as QueryRules)).toBe(text.split('=')[0]);
});
