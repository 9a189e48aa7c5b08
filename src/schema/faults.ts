import type { ErrorObject } from 'ajv';
import { AppError } from '../errors.ts';
import { pluralize } from '../system/pluralize.ts';

/** The schema keyword that describes a pattern in words, to follow "must". Errors show it instead of the pattern. */
export const PATTERN_TEXT = 'x-must';

/** Maximum number of errors that are reported for one document. */
const MAX_FAULTS = 50;

/** Converts each error of the validator, which needs the option `verbose`, to an AppError for the document's author. */
export function faultsOf(errors: readonly ErrorObject[]): AppError[] {
  const malformed = pathsOf(errors, ({ keyword }) => keyword === 'minLength' || keyword === 'format');
  const faulty = pathsOf(errors, (error) => !WRAPPERS.includes(error.keyword) && !isOfNull(error));
  const relevant = errors.filter((error) => {
    const { keyword, instancePath } = error;
    if (WRAPPERS.includes(keyword)) return false;
    // The schemas repeat a const as an enum, for code generators that do not support const.
    if (keyword === 'enum' && error.parentSchema?.['const'] !== undefined) return false;
    // An empty value, or one in the wrong format, does not match the pattern either: report only one error.
    if (keyword === 'pattern') return !malformed.has(instancePath);
    // If a value that may be null has another error, "must be null" would only confuse.
    return !isOfNull(error) || !faulty.has(instancePath);
  });
  return (relevant.length > 0 ? relevant : errors)
    .slice(0, MAX_FAULTS)
    .map(
      (error) =>
        new AppError(
          'validation_failed',
          `${nameOf(truncated(error.instancePath))} ${problemText(error) ?? error.message ?? 'is not valid'}.`,
          { source: { pointer: pointerTo(error) } },
        ),
    );
}

/**
 * The paths of the errors that match, and of the values that contain them. Visits each path once, however many errors
 * there are.
 */
function pathsOf(errors: readonly ErrorObject[], matches: (error: ErrorObject) => boolean): Set<string> {
  const paths = new Set<string>();
  for (const error of errors) {
    if (!matches(error)) continue;
    let path = error.instancePath;
    while (!paths.has(path)) {
      paths.add(path);
      path = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    }
  }
  return paths;
}

function isOfNull({ keyword, params }: ErrorObject): boolean {
  return keyword === 'type' && params['type'] === 'null';
}

/** Longer names of members are not repeated in the response. */
const MAX_NAME_LENGTH = 100;

/** Cuts a pointer off before the first member with an overlong name. */
function truncated(pointer: string): string {
  const names = pointer.split('/');
  const overlong = names.findIndex((name) => name.length > MAX_NAME_LENGTH);
  return overlong === -1 ? pointer : names.slice(0, overlong).join('/');
}

/** Keywords that fail only because of a nested error, which is reported on its own. */
const WRAPPERS = ['anyOf', 'oneOf', 'if', 'not', 'propertyNames'];

/** A pointer to something that is in the request: the unknown member itself, or the object that lacks a member. */
function pointerTo({ instancePath, keyword, params }: ErrorObject): string {
  const extra = keyword === 'additionalProperties' ? (params['additionalProperty'] as string) : undefined;
  return truncated(
    extra === undefined
      ? instancePath
      : `${instancePath}/${extra.replaceAll('~', '~0').replaceAll('/', '~1')}`,
  );
}

function nameOf(instancePath: string): string {
  const [last = '', before = ''] = instancePath.split('/').reverse();
  if (/^\d+$/.test(last)) return `Entry ${Number(last) + 1} of ${before}`;
  return last || 'The document';
}

/** The rest of the sentence, after the name of the member. */
function problemText({ keyword, params, parentSchema, propertyName }: ErrorObject): string | undefined {
  const limit = params['limit'] as number;
  const subject =
    propertyName === undefined ? '' : `has a member "${propertyName.slice(0, MAX_NAME_LENGTH)}" whose name `;
  switch (keyword) {
    case 'required':
      return `must have the member "${String(params['missingProperty'])}"`;
    case 'additionalProperties':
      return `does not support the member "${String(params['additionalProperty']).slice(0, MAX_NAME_LENGTH)}"`;
    case 'enum':
      return `must be one of ${(params['allowedValues'] as unknown[]).map((value) => JSON.stringify(value)).join(', ')}`;
    case 'const':
      return `must be ${JSON.stringify(params['allowedValue'])}`;
    case 'type':
      return `must be ${[params['type'] as string | string[]].flat().map(typeName).join(' or ')}`;
    case 'pattern':
      return parentSchema?.[PATTERN_TEXT] && `${subject}must ${String(parentSchema[PATTERN_TEXT])}`;
    case 'format':
      return `must be ${FORMATS[params['format'] as string]}`;
    case 'minLength':
      return `${subject}must ${limit === 1 ? 'not be empty' : `have at least ${pluralize(limit, 'character')}`}`;
    case 'maxLength':
      return `${subject}must have at most ${pluralize(limit, 'character')}`;
    case 'minItems':
      return `must have at least ${pluralize(limit, 'entry', 'entries')}`;
    case 'maxItems':
      return `must have at most ${pluralize(limit, 'entry', 'entries')}`;
    case 'minProperties':
      return `must have at least ${pluralize(limit, 'member')}`;
    case 'maxProperties':
      return `must have at most ${pluralize(limit, 'member')}`;
    case 'uniqueItems':
      return `must not contain duplicates: entries ${repeated(params).join(' and ')} are the same`;
    case 'minimum':
      return `must be at least ${limit}`;
    case 'maximum':
      return `must be at most ${limit}`;
    default:
      return undefined;
  }
}

function repeated({ i, j }: Record<string, unknown>): number[] {
  return [Number(i) + 1, Number(j) + 1].sort((one, other) => one - other);
}

const FORMATS: Record<string, string> = {
  uri: 'an absolute URL, such as https://example.com/path',
  email: 'an email address',
  uuid: 'a UUID',
  'date-time': 'a date and time, such as 2030-01-31T12:00:00Z',
};

const TYPE_NAMES: Record<string, string> = {
  string: 'a string',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  object: 'an object',
  array: 'an array',
};

function typeName(type: string): string {
  return TYPE_NAMES[type] ?? type;
}
