import { responseSchemaOf, requestDocuments } from '../../scripts/request-documents.mjs';

const declared = {
  $id: 'note.json',
  title: 'Note',
  'x-create': { description: 'Creates a note.' },
  'x-update': { description: 'Changes a note.' },
  type: 'object',
  properties: {
    type: { const: 'note' },
    id: { type: 'string' },
    attributes: {
      type: 'object',
      'x-create': { required: ['text'] },
      properties: {
        text: { type: 'string', description: 'The text', 'x-write': { maxLength: 10 } },
        color: { type: 'string', 'x-create': { default: 'red' } },
        secret: { type: 'string', writeOnly: true, 'x-update': {} },
        label: { type: 'string', description: 'A label', 'x-write': { $ref: 'common.json#/$defs/name' } },
        created_at: { type: 'string' },
      },
      additionalProperties: false,
    },
  },
};

const documents = requestDocuments(new Map([['note.json', declared]]));

function dataOf(kind: 'create' | 'update') {
  const document = documents.get(`note.${kind}.json`) as { properties: { data: Data } };
  return document.properties.data;
}

interface Data {
  properties: Record<string, { properties: Record<string, object>; required?: string[] }>;
  required: string[];
}

test('a request can only set what the resource declares as writable', () => {
  expect(Object.keys(dataOf('create').properties['attributes']!.properties)).toEqual([
    'text',
    'color',
    'label',
  ]);
  expect(Object.keys(dataOf('update').properties['attributes']!.properties)).toEqual([
    'text',
    'secret',
    'label',
  ]);
});

test('a value in a request also has the limits of x-write, where a $ref replaces the type', () => {
  const { text, color, label } = dataOf('create').properties['attributes']!.properties;
  expect(text).toEqual({ type: 'string', description: 'The text', maxLength: 10 });
  expect(color).toEqual({ type: 'string', default: 'red' });
  expect(label).toEqual({ $ref: 'common.json#/$defs/name', description: 'A label' });
});

test('the member `attributes` is required if any attribute is', () => {
  expect([dataOf('create').required, dataOf('update').required]).toEqual([['type', 'attributes'], ['type']]);
  expect(dataOf('create').properties['attributes']!.required).toEqual(['text']);
});

test('the response has no write-only attribute and no annotation', () => {
  const answer = JSON.stringify(responseSchemaOf(declared));
  expect([answer.includes('secret'), answer.includes('x-'), answer.includes('created_at')]).toEqual([
    false,
    false,
    true,
  ]);
});
