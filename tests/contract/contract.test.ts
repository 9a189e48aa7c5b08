import { readdirSync, readFileSync } from 'node:fs';
import { generateContract } from '../../scripts/contract/document.ts';
import { readRouteTables } from '../../scripts/contract/route-tables.ts';
import { readContractFiles } from '../../scripts/contract/contract-files.ts';
import { loadContract, type OpenApiDocument } from '../support/contract-document.ts';
import { follow, operationsOf } from '../support/contract-operations.ts';
import { createSchemaCheck } from '../support/contract-schemas.ts';
import { RULES } from './rules.ts';

const ROOT = new URL('../../', import.meta.url);

describe('openapi.yaml', () => {
  const document = loadContract();

  test.each(Object.entries(RULES))('%s', (_rule, faultsOf) => {
    expect(faultsOf(document)).toEqual([]);
  });

  test('every example of a body is valid by its schema', () => {
    const faultOf = createSchemaCheck(document);
    const examples = operationsOf(document).flatMap((operation) =>
      [operation.requestBody, ...Object.values(operation.responses)].flatMap((body) =>
        Object.values(body?.content ?? {}).flatMap(({ schema, examples: named }) =>
          Object.values(named ?? {}).map((example) => ({ schema, ...follow(document, example) })),
        ),
      ),
    );
    expect(examples.length).toBeGreaterThan(10);
    expect(examples.map(({ schema, value }) => faultOf(schema!, value)).filter(Boolean)).toEqual([]);
  });

  test('the contract or another schema refers to every file in schemas/', () => {
    const files = readdirSync(new URL('schemas/', ROOT)).filter((file) => file.endsWith('.json'));
    const contract = JSON.stringify(generateContract(readContractFiles(), readRouteTables()));
    const texts = [
      { file: 'the contract', text: contract },
      ...files.map((file) => ({ file, text: readFileSync(new URL(`schemas/${file}`, ROOT), 'utf8') })),
    ];
    const orphans = files.filter((file) => {
      const reference = new RegExp(
        `\\$ref["']?:\\s*["']?[^"'\\s#]*(?<=[/"'\\s])${file.replaceAll('.', '\\.')}["'#\\s}]`,
      );
      return !texts.some((other) => other.file !== file && reference.test(other.text));
    });
    // The program validates the catalogs with them at startup.
    expect(orphans).toEqual(['provider-entry.json', 'sender-entry.json']);
  });

  test('the $id of every schema file is its name, so that references resolve the same everywhere', () => {
    const files = readdirSync(new URL('schemas/', ROOT)).filter((file) => file.endsWith('.json'));
    const wrong = files.filter(
      (file) => JSON.parse(readFileSync(new URL(`schemas/${file}`, ROOT), 'utf8')).$id !== file,
    );
    expect(wrong).toEqual([]);
  });
});

describe('the rules find', () => {
  const faults = faultsOfBrokenContract();

  test.each([
    ['POST /v2/tenants/{T}/books has no operationId'],
    ['POST /v2/tenants/{T}/books has no summary'],
    ['POST /v2/tenants/{T}/books has no tags'],
    ['POST /v2/tenants/{T}/books does not say its security'],
    ['POST /v2/tenants/{T}/books does not declare {T}'],
    ['POST /v2/tenants/{T}/books declares {Q} in vain'],
    ['POST /v2/tenants/{T}/books does not document 401'],
    ['POST /v2/tenants/{T}/books does not document 403'],
    ['POST /v2/tenants/{T}/books documents 5XX'],
    ['POST /v2/tenants/{T}/books 404 is not described by the error schema'],
    ['POST /v2/tenants/{T}/books 409 is not described by the error schema'],
    ['POST /v2/tenants/{T}/books 409 has no schema'],
    ['info has no contact'],
    ['POST /v2/tenants/{T}/books has no description'],
    ['POST /v2/tenants/{T}/books takes no Idempotency-Key'],
    ['POST /v2/tenants/{T}/books: body/kind has a const and no enum'],
    ['POST /v2/tenants/{T}/books: body is open'],
    ['POST /v2/tenants/{T}/books: body/inner/- is open'],
    ['GET /a shares its operationId'],
    ['GET /b shares its operationId'],
  ])('%s', (fault) => {
    expect(faults).toContain(fault);
  });

  test('nothing else', () => {
    expect(faults.filter((fault) => /closed|map|part/.test(fault))).toEqual([]);
    expect(faults).toHaveLength(20);
  });
});

function faultsOfBrokenContract(): string[] {
  const fine = {
    operationId: 'same',
    summary: 'x',
    description: 'x',
    tags: ['x'],
    security: [],
    responses: {},
  };
  const json = (schema: object) => ({ content: { 'application/vnd.api+json': { schema } } });
  const object = (properties: object, rest: object = {}) => ({ type: 'object', properties, ...rest });
  const document = {
    openapi: '3.1.0',
    info: { title: '', version: '' },
    components: { schemas: { Part: object({ x: {} }), Errors: { type: 'object', required: ['errors'] } } },
    paths: {
      '/v2/tenants/{T}/books': {
        parameters: [{ name: 'Q', in: 'path', required: true }],
        post: {
          requestBody: json(
            object({
              kind: { const: 'book' },
              known: { const: 'x', enum: ['x'] },
              inner: { type: 'array', items: object({ x: {} }) },
              closed: object({}, { additionalProperties: false }),
              map: { type: 'object', additionalProperties: true },
              part: { allOf: [{ $ref: '#/components/schemas/Part' }], unevaluatedProperties: false },
            }),
          ),
          responses: {
            400: json({ $ref: '#/components/schemas/Errors' }),
            404: json({ type: 'object' }),
            409: {},
            '5XX': json({}),
          },
        },
      },
      '/a': { get: fine },
      '/b': { get: fine },
    },
  };
  return Object.values(RULES).flatMap((faultsOf) => faultsOf(document as unknown as OpenApiDocument));
}
