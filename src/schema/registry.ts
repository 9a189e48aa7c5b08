import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import { AppError, combined } from '../errors.ts';

/** The folder of the shapes, beside `src/` and beside `dist/` alike. */
export const SCHEMA_FOLDER = new URL('../../schemas/', import.meta.url);

/** More faults than this in one request help nobody. */
const MOST_FAULTS = 50;

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
  const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true, ownProperties: true });
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

function faultsOf(errors: ErrorObject[]): AppError[] {
  // An anyOf, oneOf or if/then that failed says nothing beyond what its branches said.
  const telling = errors.filter(({ keyword }) => !['anyOf', 'oneOf', 'if', 'not'].includes(keyword));
  return (telling.length > 0 ? telling : errors)
    .slice(0, MOST_FAULTS)
    .map(
      (error) =>
        new AppError('validation_failed', sentence(error), { source: { pointer: pointerTo(error) } }),
    );
}

/** A pointer to something that is in the request: the unknown member itself, or the object that lacks a member. */
function pointerTo({ instancePath, keyword, params }: ErrorObject): string {
  const extra = keyword === 'additionalProperties' ? (params['additionalProperty'] as string) : undefined;
  return extra === undefined
    ? instancePath
    : `${instancePath}/${extra.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

function sentence({ instancePath, keyword, params, message = 'is not valid' }: ErrorObject): string {
  const name = instancePath.slice(instancePath.lastIndexOf('/') + 1) || 'The document';
  switch (keyword) {
    case 'required':
      return `${name} lacks the member "${String(params['missingProperty'])}".`;
    case 'additionalProperties':
      return `${name} has no member "${String(params['additionalProperty']).slice(0, 100)}".`;
    case 'enum':
      return `${name} must be one of ${(params['allowedValues'] as unknown[]).map((value) => JSON.stringify(value)).join(', ')}.`;
    case 'const':
      return `${name} must be ${JSON.stringify(params['allowedValue'])}.`;
    default:
      return `${name} ${message}.`;
  }
}
