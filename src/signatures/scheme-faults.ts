import { isBody, isMovable, piecesOf, placeholderOf, placeholdersIn } from './template.ts';
import type { SignatureScheme } from './signature-scheme.ts';
import { formatFault, formatHas } from './format.ts';

/** The parts of a scheme that can contradict each other. */
export type Template = Pick<SignatureScheme, 'signed'> &
  Partial<Omit<SignatureScheme, 'signed' | 'encoding' | 'key' | 'keyPrefix' | 'eventHeaders'>>;

/** What is wrong with a declared scheme, and at which member of the document. */
export interface SchemeFault {
  at: string;
  detail: string;
}

/** What is wrong with a declared scheme, as a sentence; undefined if it is valid. */
export function templateFault(scheme: Template): string | undefined {
  return schemeFault(scheme)?.detail;
}

type Rule = (scheme: Template) => SchemeFault | string | undefined;

/**
 * The first fault of a declared scheme, so that nothing is accepted that can never be verified; undefined if it is
 * valid.
 */
export function schemeFault(scheme: Template): SchemeFault | undefined {
  for (const rule of RULES) {
    const fault = rule(scheme);
    if (typeof fault === 'string') return { at: 'signed', detail: fault };
    if (fault !== undefined) return fault;
  }
  return undefined;
}

const RULES: readonly Rule[] = [
  syntaxFault,
  coverageFault,
  secretFault,
  sourceFault,
  bodyFault,
  adjacencyFault,
  formatRule,
  timestampFault,
];

const PLACEHOLDERS =
  '{body}, {body:sha256:hex}, {form}, {timestamp}, {id}, {method}, {url}, {request_target}, {path}, {query}, {sorted_query}, {params}, {secret}, {header:NAME}, {headers:NAME}, {/pointer}';

function syntaxFault({ signed }: Template): string | undefined {
  for (const piece of piecesOf(signed)) {
    if (placeholderOf(piece) !== undefined) continue;
    if (/^\{.*\}$/s.test(piece)) return `${piece} is not a placeholder. Use ${PLACEHOLDERS}.`;
    if (/[{}]/.test(piece)) return 'The template has a brace that is not part of a placeholder.';
  }
  return undefined;
}

function coverageFault({ signed, bodySigned }: Template): SchemeFault | string | undefined {
  const names = placeholdersIn(signed);
  const bodies = names.filter((name) => isBody(name) || name === 'form').length;
  if (bodies > 1) return 'The template must contain {body} only once, or {form} instead.';
  if (bodies === 1)
    return bodySigned === false
      ? {
          at: 'body_signed',
          detail: 'body_signed is false, but the template contains the body. Leave it out.',
        }
      : undefined;
  if (bodySigned !== false)
    return 'The template must contain {body}: otherwise the signature does not cover what was sent. Use {form} for the fields of a form, or set body_signed to false if the sender does not sign the body.';
  const varies = names.some((name) => !['method', 'url', 'request_target', 'path', 'secret'].includes(name));
  return varies
    ? undefined
    : 'The template must contain something that differs in each request, such as {timestamp} or {id}.';
}

function secretFault({ signed, plainHash, algorithm }: Template): string | undefined {
  const has = placeholdersIn(signed).includes('secret');
  if (plainHash === true && !has)
    return 'The template must contain {secret}: otherwise anyone can calculate the hash.';
  if (has && algorithm !== undefined && !algorithm.startsWith('sha'))
    return 'The template contains {secret}, but the secret is a public key. Leave {secret} out.';
  return undefined;
}

/** Each value must be somewhere, and only in one place. */
function sourceFault(scheme: Template): SchemeFault | string | undefined {
  const { header, pointer, field, query, secondHeader, id, timestamp } = scheme;
  const places = [header, pointer, field, query].filter((place) => place !== undefined).length;
  // Templates are also checked on their own.
  if (scheme.algorithm !== undefined && places !== 1)
    return {
      at: 'header',
      detail: 'Set exactly one of header, pointer, field and query to where the signature is.',
    };
  if (secondHeader !== undefined && header === undefined)
    return { at: 'second_header', detail: 'second_header requires header. Set header, or leave it out.' };
  if (placeholdersIn(scheme.signed).includes('timestamp') && timestamp === undefined)
    return 'The template contains {timestamp}, but timestamp is not set. Set it to where the sender puts the timestamp.';
  if (placeholdersIn(scheme.signed).includes('id') && id === undefined)
    return 'The template contains {id}, but id_header is not set. Set it to the header that contains the ID, or set id_pointer.';
  return undefined;
}

/** A body is either JSON or a form, and cannot contain its own signature. */
function bodyFault(scheme: Template): SchemeFault | undefined {
  const { pointer, field, query, signed, id, timestamp } = scheme;
  const names = placeholdersIn(signed);
  const isJson = [pointer, id?.pointer, timestamp?.pointer].some((one) => one !== undefined);
  const isForm = field !== undefined || names.includes('form');
  if (isForm && (isJson || names.some((name) => name.startsWith('/'))))
    return {
      at: 'signed',
      detail: 'The body cannot be both JSON and a form. Use either JSON Pointers, or field and {form}.',
    };
  if ((pointer !== undefined || field !== undefined) && names.some(isBody))
    return {
      at: 'signed',
      detail: 'The signature is in the body, so {body} cannot be signed. Use {form} or {/pointer}.',
    };
  if (query !== undefined && names.some((name) => ['url', 'request_target', 'query'].includes(name)))
    return {
      at: 'signed',
      detail:
        'The signature is in the query string. Use {path}, and {sorted_query} or {params}, which leave it out.',
    };
  if (pointer !== undefined && names.includes(pointer))
    return { at: 'signed', detail: `{${pointer}} is the signature itself. Leave it out.` };
  return undefined;
}

/**
 * Without text between two values, the end of one could be moved to the beginning of the other, with the same
 * signature. A timestamp has a format of its own, and a date can be found after an ID (`signedBytes`).
 */
function adjacencyFault({ signed, id, timestamp }: Template): string | undefined {
  const names = piecesOf(signed).map(placeholderOf);
  for (const [at, name] of names.entries()) {
    if (name === undefined) continue;
    const isBeforeDate = names[at + 1] === 'timestamp' && timestamp?.unit === 'rfc3339';
    if (name === 'id' && isBeforeDate && (at === 0 || names[at - 1] === undefined)) continue;
    const beside = [names[at - 1], names[at + 1]].filter((one) => one !== undefined);
    const isId = name === id?.pointer && beside.some((one) => one !== 'timestamp');
    if ((isMovable(name) && beside.length > 0) || isId)
      return `The template has {${name}} next to another placeholder. Separate the two with text.`;
  }
  return undefined;
}

function formatRule({ format, prefix, separator, element }: Template): SchemeFault | undefined {
  if (format === undefined) return undefined;
  const detail = [prefix, separator, element].some((other) => other !== undefined)
    ? 'format cannot be used with prefix, separator or element. Leave those out, or leave format out.'
    : formatFault(format);
  return detail === undefined ? undefined : { at: 'format', detail };
}

/** Checked even if the timestamp is not signed, because it is read anyway. */
function timestampFault({ timestamp, element, format }: Template): SchemeFault | undefined {
  const inFormat = format !== undefined && formatHas(format, 'timestamp');
  const fault = (detail: string) => ({ at: 'timestamp', detail });
  if (timestamp === undefined)
    return inFormat
      ? fault('format contains {timestamp}, but timestamp is not set. Set its unit and tolerance.')
      : undefined;
  const places = [timestamp.header, timestamp.element, timestamp.pointer, timestamp.query].filter(
    (one) => one !== undefined,
  );
  if (places.length + Number(inFormat) !== 1)
    return fault('timestamp must have exactly one of header, element, pointer and query, or be in format.');
  if (timestamp.element !== undefined && element === undefined)
    return fault(
      'timestamp.element is set, but element is not. Set element to the name of the elements with signatures.',
    );
  return undefined;
}
