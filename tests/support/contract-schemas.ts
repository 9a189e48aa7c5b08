import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { OpenApiDocument } from './contract-document.ts';

const MAX_ERRORS = 10;

/** Creates a function that validates a value by a schema of the document and describes the errors. */
export function createSchemaCheck(document: OpenApiDocument) {
  // Not strict, because OpenAPI has keywords that JSON Schema does not have (example, discriminator …).
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  const compiled = new WeakMap<object, ValidateFunction>();

  return function faultOf(schema: object, value: unknown): string | undefined {
    // References in the schema start with #/components/, so the components must be next to it.
    const validate = compiled.get(schema) ?? ajv.compile({ components: document.components, ...schema });
    compiled.set(schema, validate);
    return validate(value) ? undefined : describeErrors(validate.errors ?? []);
  };
}

function describeErrors(errors: ErrorObject[]): string {
  const described = errors.slice(0, MAX_ERRORS).map(({ instancePath, message, params }) => {
    return `${instancePath === '' ? '(root)' : instancePath} ${message} ${JSON.stringify(params)}`;
  });
  const more = errors.length > MAX_ERRORS ? [`and ${errors.length - MAX_ERRORS} more`] : [];
  return [...described, ...more].join('\n  ');
}
