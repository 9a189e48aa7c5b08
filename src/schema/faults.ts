import type { ErrorObject } from 'ajv';
import { AppError } from '../errors.ts';

/** What a value must do to match a pattern, after "must", in the schema beside it: people do not read expressions. */
export const PATTERN_TEXT = 'x-must';

/** More faults than this in one request help nobody. */
const MOST_FAULTS = 50;

/** What the validator found, as one error per fault for whoever wrote the document. Wants errors made with `verbose`. */
export function faultsOf(errors: readonly ErrorObject[]): AppError[] {
  const formless = pathsOf(errors, ({ keyword }) => keyword === 'minLength' || keyword === 'format');
  const faulty = pathsOf(errors, (error) => !WRAPPERS.includes(error.keyword) && !isOfNull(error));
  const telling = errors.filter((error) => {
    const { keyword, instancePath } = error;
    if (WRAPPERS.includes(keyword)) return false;
    // What is empty, or no address at all, has no right form either.
    if (keyword === 'pattern') return !formless.has(instancePath);
    // That something is not null either is no news.
    return !isOfNull(error) || !faulty.has(instancePath);
  });
  return (telling.length > 0 ? telling : errors)
    .slice(0, MOST_FAULTS)
    .map(
      (error) =>
        new AppError(
          'validation_failed',
          `${nameOf(readable(error.instancePath))} ${wordsFor(error) ?? error.message ?? 'is not valid'}.`,
          { source: { pointer: pointerTo(error) } },
        ),
    );
}

/** Where there are such errors, or inside of what: one look at each, however many somebody has provoked. */
function pathsOf(errors: readonly ErrorObject[], counts: (error: ErrorObject) => boolean): Set<string> {
  const paths = new Set<string>();
  for (const error of errors) {
    if (!counts(error)) continue;
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

/** Names longer than this are somebody's try to have them repeated. */
const LONGEST_NAME = 100;

/** The pointer as far as it can be read: to what holds the first member with an endless name. */
function readable(pointer: string): string {
  const names = pointer.split('/');
  const endless = names.findIndex((name) => name.length > LONGEST_NAME);
  return endless === -1 ? pointer : names.slice(0, endless).join('/');
}

/** These failed because of what is inside them, which is told by itself. */
const WRAPPERS = ['anyOf', 'oneOf', 'if', 'not', 'propertyNames'];

/** A pointer to something that is in the request: the unknown member itself, or the object that lacks a member. */
function pointerTo({ instancePath, keyword, params }: ErrorObject): string {
  const extra = keyword === 'additionalProperties' ? (params['additionalProperty'] as string) : undefined;
  return readable(
    extra === undefined
      ? instancePath
      : `${instancePath}/${extra.replaceAll('~', '~0').replaceAll('/', '~1')}`,
  );
}

function nameOf(instancePath: string): string {
  const [last = '', before = ''] = instancePath.split('/').reverse();
  if (/^\d+$/.test(last)) return `Number ${Number(last) + 1} of ${before}`;
  return last || 'The document';
}

/** What is wrong, after the name of what it is wrong with. */
function wordsFor({ keyword, params, parentSchema, propertyName }: ErrorObject): string | undefined {
  const limit = params['limit'] as number;
  const subject =
    propertyName === undefined ? '' : `has a member "${propertyName.slice(0, LONGEST_NAME)}", whose name `;
  switch (keyword) {
    case 'required':
      return `lacks the member "${String(params['missingProperty'])}"`;
    case 'additionalProperties':
      return `has no member "${String(params['additionalProperty']).slice(0, LONGEST_NAME)}"`;
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
      return `${subject}must ${limit === 1 ? 'not be empty' : `have at least ${limit} characters`}`;
    case 'maxLength':
      return `${subject}must have ${limit} characters at most`;
    case 'minItems':
      return `must have at least ${limit === 1 ? 'one entry' : `${limit} entries`}`;
    case 'maxItems':
      return `must have ${limit} entries at most`;
    case 'minProperties':
      return `must have at least ${limit === 1 ? 'one member' : `${limit} members`}`;
    case 'maxProperties':
      return `must have ${limit} members at most`;
    case 'uniqueItems':
      return `must not have the same entry twice, as its numbers ${repeated(params).join(' and ')}`;
    case 'minimum':
      return `must be at least ${limit}`;
    case 'maximum':
      return `must be ${limit} at most`;
    default:
      return undefined;
  }
}

function repeated({ i, j }: Record<string, unknown>): number[] {
  return [Number(i) + 1, Number(j) + 1].sort((one, other) => one - other);
}

const FORMATS: Record<string, string> = {
  uri: 'a whole address, such as https://example.com/path',
  email: 'an email address',
  uuid: 'a UUID',
  'date-time': 'a date and time, such as 2030-01-31T12:00:00Z',
};

const TYPE_NAMES: Record<string, string> = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
};

function typeName(type: string): string {
  return TYPE_NAMES[type] ?? type;
}
