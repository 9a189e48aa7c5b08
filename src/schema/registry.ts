import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import { combined } from '../errors.ts';
import { faultsOf, PATTERN_TEXT } from './faults.ts';

/** The folder of the shapes, beside `src/` and beside `dist/` alike. */
export const SCHEMA_FOLDER = new URL('../../schemas/', import.meta.url);

/** Checks documents against the shapes in `schemas/`, each named by its file name without `.json`. */
export interface Schemas {
  /**
   * @throws AppError validation_failed with one fault per error, each with a pointer into `value`
   * @throws TypeError when there is no such schema
   */
  check(name: string, value: unknown): void;
}

/** Reads and compiles every schema at once, so that a broken one stops the start and not a request. */
export function loadSchemas(): Schemas {
  const ajv = new Ajv2020({
    allErrors: true,
    strict: true,
    allowUnionTypes: true,
    ownProperties: true,
    verbose: true,
  });
  ajv.addVocabulary([PATTERN_TEXT]);
  ajvFormats.default(ajv, ['uuid', 'email', 'uri', 'date-time']);
  const names = readdirSync(SCHEMA_FOLDER).filter((file) => file.endsWith('.json'));
  for (const file of names)
    ajv.addSchema(JSON.parse(readFileSync(new URL(file, SCHEMA_FOLDER), 'utf8')) as object);
  const validators = new Map(
    names.map((file) => [file.slice(0, -'.json'.length), ajv.getSchema(file) as ValidateFunction]),
  );
  return {
    check(name, value) {
      const validator = validators.get(name);
      if (validator === undefined) throw new TypeError(`there is no schema ${name}`);
      if (!validator(value)) throw combined(faultsOf(validator.errors ?? []));
    },
  };
}
