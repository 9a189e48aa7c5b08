import { load } from 'js-yaml';
import type { OpenApiDocument } from './contract-document.ts';
import { createResponseCheck, type SeenResponse } from './contract.ts';

const document = load(`
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
            application/vnd.api+json: { schema: { $ref: '#/components/schemas/Book' } }
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
        application/json: { schema: { $ref: '#/components/schemas/Fault' } }
  schemas:
    Uuid: { type: string, format: uuid }
    Fault: { type: object, required: [message] }
    Book:
      type: object
      required: [id]
      properties:
        id: { $ref: '#/components/schemas/Uuid' }
        sequel: { $ref: '#/components/schemas/Book' }
        author: { type: string }
      additionalProperties: false
`) as unknown as OpenApiDocument;

const ID = '0190a000-0000-7000-8000-000000000000';

describe('a response checked against the contract', () => {
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

  test('passes if it is documented, and its operation and status are recorded', () => {
    check();
    expect(recorded).toEqual(['get /books/{ID} 200']);
  });

  test('may have an origin, a query, unencoded brackets and a trailing slash in its URL', () => {
    check({ url: `http://localhost:1/books/${ID}/?filter[x]=/a/b&y#z` });
    expect(recorded).toEqual(['get /books/{ID} 200']);
  });

  test('belongs to a literal path before a template, if the literal path has its method', () => {
    check({ url: '/books/latest', headers: { 'Content-Type': 'text/plain' }, body: 'Emma' });
    check({ url: '/books/latest', method: 'DELETE', status: 204, body: undefined });
    expect(recorded).toEqual(['get /books/latest 200', 'delete /books/{ID} 204']);
  });

  test('can match a range of statuses, which is recorded as in the contract', () => {
    check({ status: 404, headers: { 'content-type': 'application/json' }, body: { message: 'no' } });
    expect(recorded).toEqual(['get /books/{ID} 4XX']);
  });

  test('to a HEAD is checked like a GET without a body, and is not recorded', () => {
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
    ['an undocumented attribute', { body: { id: ID, x: 1 } }, '"additionalProperty":"x"'],
    ['a missing body', { body: undefined }, 'body: missing'],
    [
      'a body where none is documented',
      { method: 'DELETE', status: 204 },
      'body: the contract documents none',
    ],
    ['an unknown path', { url: '/cooks/1' }, 'no such path and method'],
    ['an unknown method', { method: 'PUT' }, 'no such path and method'],
  ])('fails for %s', (_what, change, message) => {
    expect(() => check(change)).toThrow(message);
    expect(recorded).toEqual([]);
  });

  test('for an unknown path passes only with unknownPath and as a 404 or 405', () => {
    check({ url: '/cooks/1', status: 404 }, { unknownPath: true });
    expect(() => check({ url: '/cooks/1', status: 200 }, { unknownPath: true })).toThrow('no such path');
    expect(() => check({}, { unknownPath: true })).toThrow('the contract has get /books/{ID}');
  });
});
