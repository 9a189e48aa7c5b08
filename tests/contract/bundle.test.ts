import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle } from '../../scripts/contract/bundle.ts';

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

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'contract-'));
  mkdirSync(join(folder, 'schemas'));
  for (const [name, schema] of Object.entries(SCHEMAS))
    writeFileSync(join(folder, 'schemas', name), JSON.stringify(schema));
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Bundled {
  components: { schemas: Record<string, object> };
}

/** Bundles a contract that refers to a book and a fault. */
function bundled({ book = 'book.json', fault = 'fault', schemas = {} } = {}): Bundled {
  const reference = (target: string) => ({ $ref: `./schemas/${target}` });
  const contract = {
    paths: { '/books': { $ref: '#/components/pathItems/Books' } },
    components: {
      pathItems: { Books: { get: reference(book), put: reference(`common.json#/$defs/${fault}`) } },
      schemas,
    },
  };
  return bundle(contract, pathToFileURL(`${folder}/`)) as Bundled;
}

describe('the bundled contract', () => {
  test('has schema files and their definitions as components and no references to files', () => {
    const document = bundled({ schemas: { Note: { type: 'string' } } });
    expect(Object.keys(document.components.schemas)).toEqual([
      'Book',
      'BookAuthor',
      'CommonUuid',
      'FaultReport',
      'Note',
    ]);
    const references = JSON.stringify(document).match(/"\$ref":"[^"]*"/g) ?? [];
    expect(references.length).toBe(6);
    expect(references.filter((it) => !it.startsWith('"$ref":"#/components/'))).toEqual([]);
  });

  test('has no $id, $schema or $defs', () => {
    expect(JSON.stringify(bundled())).not.toMatch(/"\$(id|schema|defs)"/);
  });

  test('can have a schema that refers to itself', () => {
    expect(bundled().components.schemas['Book']).toMatchObject({
      properties: { sequel: { $ref: '#/components/schemas/Book' } },
    });
  });

  test('cannot have two schemas of the same name or unresolved references', () => {
    expect(() => bundled({ schemas: { Book: { type: 'string' } } })).toThrow(
      'Two schemas of the contract are named Book',
    );
    expect(() => bundled({ fault: 'flaw' })).toThrow('common.json#/$defs/flaw');
    expect(() => bundled({ book: 'brook.json' })).toThrow('brook.json');
  });

  test('cannot have two files with the same title', () => {
    writeFileSync(join(folder, 'schemas', 'novel.json'), JSON.stringify({ title: 'Fault report' }));
    expect(() => bundled({ book: 'novel.json' })).toThrow(
      'Two schemas of the contract are named FaultReport',
    );
  });
});
