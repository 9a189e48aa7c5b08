import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import { combined } from '../errors.ts';
import { readingProgramFiles } from '../system/program-files.ts';
import { faultsOf, PATTERN_TEXT } from './faults.ts';

/** The directory of the schemas, next to `src/` or `dist/`. */
export const SCHEMA_FOLDER = new URL('../../schemas/', import.meta.url);

/** Keywords that say how an attribute is written. `npm run types` generates the request documents from them. */
const WRITE_ANNOTATIONS = ['x-write', 'x-create', 'x-update', 'x-entry', 'x-removable'];

/** Validates documents against `schemas/`, each named by its file name without `.json`. */
export interface Schemas {
  /**
   * @throws AppError validation_failed with one fault per error, each with a pointer into `value`
   * @throws TypeError if there is no such schema
   */
  check(name: string, value: unknown): void;
  /** The attributes and relationships that the schema of a document allows. */
  writable(name: string): Writable;
}

type Writable = Readonly<Record<'attributes' | 'relationships', ReadonlySet<string>>>;

/**
 * Reads every schema. Each one is compiled on first use, because a command or a test uses only a few.
 * @throws ProgramFilesError if one cannot be read
 */
export function loadSchemas(): Schemas {
  const ajv = new Ajv2020({
    allErrors: true,
    strict: true,
    allowUnionTypes: true,
    ownProperties: true,
    verbose: true,
    // Compiling the meta-schema takes longer than most commands. A test checks the schemas against it.
    validateSchema: false,
  });
  ajv.addVocabulary([PATTERN_TEXT, ...WRITE_ANNOTATIONS]);
  ajvFormats.default(ajv, ['uuid', 'email', 'uri', 'date-time']);
  const schemas = readingProgramFiles('the schemas', readSchemas);
  for (const schema of schemas.values()) ajv.addSchema(schema);
  return {
    check(name, value) {
      if (!schemas.has(name)) throw new TypeError(`there is no schema ${name}`);
      const validator = ajv.getSchema(`${name}.json`) as ValidateFunction;
      if (validator(value)) return;
      if (dropAtMembers(value, validator.errors ?? []) && validator(value)) return;
      throw combined(faultsOf(validator.errors ?? []));
    },
    writable(name) {
      const data = (schemas.get(name) as ObjectSchema | undefined)?.properties?.['data']?.properties;
      const namesOf = (member: string) => new Set(Object.keys(data?.[member]?.properties ?? {}));
      return { attributes: namesOf('attributes'), relationships: namesOf('relationships') };
    },
  };
}

/** By name: the file's name without `.json`. */
function readSchemas(): Map<string, object> {
  const names = readdirSync(SCHEMA_FOLDER).filter((file) => file.endsWith('.json'));
  return new Map(
    names.map((file) => [
      file.slice(0, -'.json'.length),
      JSON.parse(readFileSync(new URL(file, SCHEMA_FOLDER), 'utf8')) as object,
    ]),
  );
}

interface ObjectSchema {
  properties?: Record<string, ObjectSchema>;
}

/**
 * Removes @-members that the schema does not define from the value: JSON:API requires ignoring them anywhere (1.1,
 * 5.8.2). Where a schema allows any member, as in a descriptor, they stay.
 * @returns whether there were any
 */
function dropAtMembers(value: unknown, errors: readonly ErrorObject[]): boolean {
  let dropped = false;
  for (const { keyword, params, instancePath } of errors) {
    const name = keyword === 'additionalProperties' ? String(params['additionalProperty']) : '';
    if (!name.startsWith('@')) continue;
    const path = instancePath.split('/').slice(1);
    const holder = path.reduce<unknown>(
      (at, step) => (at as Record<string, unknown>)[step.replaceAll('~1', '/').replaceAll('~0', '~')],
      value,
    );
    delete (holder as Record<string, unknown>)[name];
    dropped = true;
  }
  return dropped;
}
