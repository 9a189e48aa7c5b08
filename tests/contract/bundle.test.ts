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

/** A contract that refers to a book and a fault, bundled. */
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

describe('the contract as one document', () => {
  test('schema files and their definitions become components, and nothing refers to a file any more', () => {
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

  test('no $id, $schema or $defs is left to confuse readers', () => {
    expect(JSON.stringify(bundled())).not.toMatch(/"\$(id|schema|defs)"/);
  });

  test('a schema may refer to itself', () => {
    expect(bundled().components.schemas['Book']).toMatchObject({
      properties: { sequel: { $ref: '#/components/schemas/Book' } },
    });
  });

  test('two schemas of one name, and references to nothing, are refused', () => {
    expect(() => bundled({ schemas: { Book: { type: 'string' } } })).toThrow(
      'Two schemas of the contract are named Book',
    );
    expect(() => bundled({ fault: 'flaw' })).toThrow('common.json#/$defs/flaw');
    expect(() => bundled({ book: 'brook.json' })).toThrow('brook.json');
  });

  test('two files of one title are refused', () => {
    writeFileSync(join(folder, 'schemas', 'novel.json'), JSON.stringify({ title: 'Fault report' }));
    expect(() => bundled({ book: 'novel.json' })).toThrow(
      'Two schemas of the contract are named FaultReport',
    );
  });
});
