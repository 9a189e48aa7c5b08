import { AppError } from '../errors.ts';
import { isId } from '../system/ids.ts';
import { isDeeperThan, MAX_DOCUMENT_DEPTH } from '../system/json-depth.ts';
import { isObject } from '../system/json-type.ts';
import { isStorable } from '../system/storable-text.ts';
import { checkContentType } from './media-types.ts';
import { definedMembers } from './members.ts';
import { isTypeOf } from './type-names.ts';

/** As a member name it would set a prototype wherever an object is built member by member. */
const FORBIDDEN_KEY = '__proto__';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export interface ResourceDocument {
  data: {
    type: string;
    id?: string;
    attributes?: Record<string, unknown>;
    relationships?: Record<string, unknown>;
  };
}

/** What a document must be about: its type, other accepted spellings of it, and the ID of an existing resource. */
export interface Expected {
  type: string;
  aliases?: readonly string[] | undefined;
  id?: string | undefined;
  /** Whether the document of a POST has an ID. */
  isIdChosen?: boolean;
  /** The names of the type's relationships. */
  relationshipNames?: readonly string[] | undefined;
}

/**
 * Parses the bytes of a body as JSON. Rejects values that the two databases would treat differently or that would break
 * later code.
 * @throws AppError unsupported_media_type, malformed_json, invalid_text, validation_failed
 */
export function readJson(bytes: Buffer | undefined, contentType: string | undefined): unknown {
  if (bytes === undefined || bytes.length === 0) {
    throw new AppError('malformed_json', 'The request body is missing. Send a JSON:API document.', {
      source: { pointer: '' },
    });
  }
  checkContentType(contentType);
  const text = decode(bytes);
  checkDepth(text);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new AppError(
      'malformed_json',
      `The body is not valid JSON: ${(error as Error).message.slice(0, 200)}`,
      { source: { pointer: '' } },
    );
  }
  checkText(value, '');
  return value;
}

/**
 * The checks that JSON:API requires before any schema: the structure of the document, its type and its ID. Members that
 * JSON:API says to ignore are left out of the result.
 * @throws AppError malformed_document, type_mismatch, client_generated_id, id_mismatch
 */
export function readResource(
  value: unknown,
  { type, aliases = [], id, isIdChosen = false, relationshipNames = [] }: Expected,
): ResourceDocument {
  const data = isObject(value) ? value['data'] : undefined;
  if (!isObject(data)) {
    const pointer = isObject(value) && 'data' in value ? '/data' : '';
    throw new AppError('malformed_document', 'A JSON:API document must have a resource object in "data".', {
      source: { pointer },
    });
  }
  if (typeof data['type'] !== 'string') {
    const pointer = 'type' in data ? '/data/type' : '/data';
    throw new AppError('malformed_document', `The resource object must have a "type": "${type}".`, {
      source: { pointer },
    });
  }
  if (!isTypeOf(data['type'], type, aliases)) {
    throw new AppError('type_mismatch', `type must be "${type}".`, { source: { pointer: '/data/type' } });
  }
  if (id === undefined && !isIdChosen && data['id'] !== undefined) {
    throw new AppError('client_generated_id', 'Omit id: the server generates it.', {
      source: { pointer: '/data/id' },
    });
  }
  if (id !== undefined && data['id'] !== undefined && data['id'] !== id) {
    throw new AppError('id_mismatch', 'id in the document does not match the ID in the URL.', {
      source: { pointer: '/data/id' },
    });
  }
  return { data: { ...definedMembers(data, relationshipNames), type } };
}

function decode(bytes: Buffer): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new AppError('malformed_json', 'The body is not valid UTF-8.', { source: { pointer: '' } });
  }
}

function checkDepth(text: string): void {
  if (!isDeeperThan(MAX_DOCUMENT_DEPTH, text)) return;
  throw new AppError('malformed_json', `The body is nested deeper than ${MAX_DOCUMENT_DEPTH} levels.`, {
    source: { pointer: '' },
  });
}

/**
 * Limits for the entries of an array or object and for the name of a member: nothing needs more, and walking them costs
 * time.
 */
const MAX_ENTRIES = 10_000;
const MAX_NAME_LENGTH = 100;

/** @throws AppError invalid_text for text that is not stored unchanged, validation_failed for too many entries */
function checkText(value: unknown, pointer: string): void {
  if (typeof value === 'string') {
    if (isStorable(value)) return;
    throw new AppError('invalid_text', 'Text must be well-formed Unicode without NUL characters.', {
      source: { pointer },
    });
  }
  if (typeof value !== 'object' || value === null) return;
  const entries = Object.entries(value);
  if (entries.length > MAX_ENTRIES)
    throw new AppError('validation_failed', `There are more than ${MAX_ENTRIES} entries.`, {
      source: { pointer },
    });
  if (Array.isArray(value)) {
    value.forEach((item, index) => checkText(item, `${pointer}/${index}`));
  } else {
    for (const [key, member] of entries) {
      if (key === FORBIDDEN_KEY || !isStorable(key)) {
        throw new AppError('invalid_text', 'A member has a name that is not allowed.', {
          source: { pointer },
        });
      }
      const name = key.replaceAll('~', '~0').replaceAll('/', '~1');
      checkText(member, key.length > MAX_NAME_LENGTH ? pointer : `${pointer}/${name}`);
    }
  }
}

/** No row has this ID (RFC 9562, 5.9). */
const NIL_ID = '00000000-0000-0000-0000-000000000000';

/**
 * The ID in a relationship; undefined if the document does not have the relationship. An invalid ID becomes one that no
 * row has.
 */
export function relatedId(relationship: { data: { id: string } }): string;
export function relatedId(relationship: { data: { id: string } } | undefined): string | undefined;
export function relatedId(relationship: { data: { id: string } } | undefined): string | undefined {
  if (relationship === undefined) return undefined;
  return isId(relationship.data.id) ? relationship.data.id : NIL_ID;
}
