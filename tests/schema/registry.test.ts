import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { AppError } from '../../src/errors.ts';
import { loadSchemas, SCHEMA_FOLDER } from '../../src/schema/index.ts';

const schemas = loadSchemas();
const draft = new Ajv2020();
const names = readdirSync(SCHEMA_FOLDER).map((file) => file.replace(/\.json$/, ''));

test.each(names)('the schema %s compiles in strict mode', (name) => {
  let thrown: unknown;
  try {
    schemas.check(name, 'not a document');
  } catch (error) {
    thrown = error;
  }
  // The error is about the value, not the schema. A file with only definitions accepts any value.
  if (thrown !== undefined) expect(thrown).toBeInstanceOf(AppError);
});

test.each(names)('the schema %s is valid JSON Schema', (name) => {
  const schema = JSON.parse(readFileSync(new URL(`${name}.json`, SCHEMA_FOLDER), 'utf8')) as object;
  expect(draft.validateSchema(schema)).toBe(true);
});

test('an unknown schema is a programming error', () => {
  expect(() => schemas.check('no-such-schema', {})).toThrow(TypeError);
});
