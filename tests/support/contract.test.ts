import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { loadContract, type OpenApiDocument } from '../../src/schema/openapi.ts';
import { createResponseCheck, type SeenResponse } from './contract.ts';

const CONTRACT = `
openapi: 3.1.0
info: { title: Books, version: 1.0.0 }
paths:
  /books/{ID}:
    get:
      responses:
        '200':
          description: a book
          headers: { ETag: { required: true, schema: { type: string } } }
          content:
            application/vnd.api+json: { schema: { $ref: ./schemas/book.json } }
        4XX: { $ref: '#/components/responses/Fault' }
    delete:
      responses: { '204': { description: gone } }
  /books/latest:
    get:
      responses:
        '200': { description: its title, content: { text/plain: { schema: { type: string } } } }
components:
  responses:
    Fault:
      description: a fault
      content:
        application/json: { schema: { $ref: ./schemas/common.json#/$defs/fault } }
`;
const SCHEMAS = {
  'book.json': {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'book.json',
    title: 'Book',
    type: 'object',
    required: ['id'],
    properties: {
      id: { $ref: 'common.json#/$defs/uuid' },
      sequel: { $ref: '#' },
      author: { $ref: '#/$defs/author' },
    },
    additionalProperties: false,
    $defs: { author: { type: 'string' } },
  },
  'common.json': {
    $id: 'common.json',
    $defs: {
      uuid: { type: 'string', format: 'uuid' },
      fault: { title: 'Fault report', type: 'object', required: ['message'] },
    },
  },
};
const ID = '0190a000-0000-7000-8000-000000000000';

let folder: string;
let document: OpenApiDocument;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'contract-'));
  mkdirSync(join(folder, 'schemas'));
  writeContract(CONTRACT);
  for (const [name, schema] of Object.entries(SCHEMAS)) {
    writeFileSync(join(folder, 'schemas', name), JSON.stringify(schema));
  }
  document = loadContract(pathToFileURL(`${folder}/`));
});

afterAll(() => rmSync(folder, { recursive: true }));

const writeContract = (text: string) => writeFileSync(join(folder, 'openapi.yaml'), text);

describe('the contract as one document', () => {
  test('schema files and their definitions become components, and nothing refers to a file any more', () => {
    expect(Object.keys(document.components.schemas ?? {})).toEqual([
      'Book',
      'BookAuthor',
      'CommonUuid',
      'FaultReport',
    ]);
    const references = JSON.stringify(document).match(/"\$ref":"[^"]*"/g) ?? [];
    expect(references.length).toBe(6);
    expect(references.filter((it) => !it.startsWith('"$ref":"#/components/'))).toEqual([]);
  });

  test('no $id, $schema or $defs is left to confuse readers', () => {
    expect(JSON.stringify(document)).not.toMatch(/"\$(id|schema|defs)"/);
  });

  test('a schema may refer to itself', () => {
    expect(document.components.schemas?.Book).toMatchObject({
      properties: { sequel: { $ref: '#/components/schemas/Book' } },
    });
  });

  test('a file that openapi.yaml lists under a name bears that name', () => {
    writeContract(
      `${CONTRACT}  schemas:\n    Volume: { $ref: ./schemas/book.json }\n    Note: { type: string }\n`,
    );
    const { schemas } = loadContract(pathToFileURL(`${folder}/`)).components;
    expect(Object.keys(schemas ?? {})).toEqual(['BookAuthor', 'CommonUuid', 'FaultReport', 'Note', 'Volume']);
    expect(schemas?.Volume).toMatchObject({
      properties: { sequel: { $ref: '#/components/schemas/Volume' } },
    });
  });

  test('two schemas of one name, and references to nothing, are refused', () => {
    writeContract(`${CONTRACT}  schemas:\n    Book: { type: string }\n`);
    expect(() => loadContract(pathToFileURL(`${folder}/`))).toThrow(
      'Two schemas of the contract are named Book',
    );
    writeContract(CONTRACT.replace('$defs/fault', '$defs/flaw'));
    expect(() => loadContract(pathToFileURL(`${folder}/`))).toThrow('common.json#/$defs/flaw');
    writeContract(CONTRACT.replace('book.json', 'brook.json'));
    expect(() => loadContract(pathToFileURL(`${folder}/`))).toThrow('brook.json');
  });
});

describe('an answer held against the contract', () => {
  const recorded: string[] = [];
  const good: SeenResponse = {
    method: 'GET',
    url: `/books/${ID}`,
    status: 200,
    headers: { 'content-type': 'application/vnd.api+json; charset=utf-8', etag: '"1"' },
    body: { id: ID, author: 'Ann', sequel: { id: ID } },
  };
  const check = (change: Partial<SeenResponse> = {}, options = {}) =>
    createResponseCheck(document, (...words) => recorded.push(words.join(' ')))(
      { ...good, ...change },
      options,
    );

  beforeEach(() => recorded.splice(0));

  test('a documented one passes, and operation and status are recorded', () => {
    check();
    expect(recorded).toEqual(['get /books/{ID} 200']);
  });

  test('origin, query, unencoded brackets and one trailing slash do not matter', () => {
    check({ url: `http://localhost:1/books/${ID}/?filter[x]=/a/b&y#z` });
    expect(recorded).toEqual(['get /books/{ID} 200']);
  });

  test('a literal path wins over a template, but not for a method it lacks', () => {
    check({ url: '/books/latest', headers: { 'Content-Type': 'text/plain' }, body: 'Emma' });
    check({ url: '/books/latest', method: 'DELETE', status: 204, body: undefined });
    expect(recorded).toEqual(['get /books/latest 200', 'delete /books/{ID} 204']);
  });

  test('a range of statuses is understood, and recorded as the contract writes it', () => {
    check({ status: 404, headers: { 'content-type': 'application/json' }, body: { message: 'no' } });
    expect(recorded).toEqual(['get /books/{ID} 4XX']);
  });

  test('a HEAD is checked as the GET without its body, and covers nothing', () => {
    check({ method: 'HEAD', body: undefined });
    expect(() => check({ method: 'HEAD', status: 500 })).toThrow('status');
    expect(recorded).toEqual([]);
  });

  test.each([
    ['an undocumented status', { status: 201 }, 'status: not documented for get /books/{ID}'],
    [
      'a missing required header',
      { headers: { 'content-type': 'application/vnd.api+json' } },
      'header ETag: required',
    ],
    [
      'an undocumented content type',
      { headers: { etag: '', 'content-type': 'text/html' } },
      'header content-type: text/html',
    ],
    [
      'a body that fails its schema',
      { body: { id: ID, sequel: { id: '7' } } },
      '/sequel/id must match format "uuid"',
    ],
    ['an attribute too many', { body: { id: ID, x: 1 } }, '"additionalProperty":"x"'],
    ['a missing body', { body: undefined }, 'body: missing'],
    [
      'a body where none is documented',
      { method: 'DELETE', status: 204 },
      'body: the contract documents none',
    ],
    ['an unknown path', { url: '/cooks/1' }, 'no such path and method'],
    ['an unknown method', { method: 'PUT' }, 'no such path and method'],
  ])('%s fails', (_what, change, message) => {
    expect(() => check(change)).toThrow(message);
    expect(recorded).toEqual([]);
  });

  test('an unknown path passes only when the caller says so, and only as a 404 or 405', () => {
    check({ url: '/cooks/1', status: 404 }, { unknownPath: true });
    expect(() => check({ url: '/cooks/1', status: 200 }, { unknownPath: true })).toThrow('no such path');
    expect(() => check({}, { unknownPath: true })).toThrow('the contract has get /books/{ID}');
  });
});
