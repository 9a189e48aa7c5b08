import { AppError } from '../errors.ts';
import { isId } from '../system/ids.ts';
import { checkContentType } from './media-types.ts';

/** Deeper than any real component.json, far above the stack of anything that walks a document. */
const DEEPEST = 64;

/** As a member's name it would set a prototype wherever an object is built member by member. */
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

/** What a body must be about: its type, further accepted spellings of it, and the id when it names an existing resource. */
export interface Expected {
  type: string;
  aliases?: readonly string[] | undefined;
  id?: string | undefined;
}

/**
 * A JSON value out of the bytes of a body, refusing at the border what the two databases would treat differently
 * or later code would trip over.
 * @throws AppError unsupported_media_type, malformed_json, invalid_text
 */
export function readJson(bytes: Buffer | undefined, contentType: string | undefined): unknown {
  if (bytes === undefined || bytes.length === 0) {
    throw new AppError('malformed_json', 'The request needs a body: a JSON:API document.', {
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
 * The checks that JSON:API makes before any schema: the document's frame, its type and its id.
 * @throws AppError malformed_document, type_mismatch, client_generated_id, id_mismatch
 */
export function readResource(value: unknown, { type, aliases = [], id }: Expected): ResourceDocument {
  const data = isObject(value) ? value['data'] : undefined;
  if (!isObject(data)) {
    const pointer = isObject(value) && 'data' in value ? '/data' : '';
    throw new AppError('malformed_document', 'A JSON:API document has a resource object under "data".', {
      source: { pointer },
    });
  }
  if (typeof data['type'] !== 'string') {
    const pointer = 'type' in data ? '/data/type' : '/data';
    throw new AppError('malformed_document', `The resource needs its "type": "${type}".`, {
      source: { pointer },
    });
  }
  if (data['type'] !== type && !aliases.includes(data['type'])) {
    throw new AppError('type_mismatch', `The type must be "${type}".`, { source: { pointer: '/data/type' } });
  }
  if (id === undefined && data['id'] !== undefined) {
    throw new AppError('client_generated_id', 'Leave out the id: the server makes it.', {
      source: { pointer: '/data/id' },
    });
  }
  if (id !== undefined && data['id'] !== undefined && data['id'] !== id) {
    throw new AppError('id_mismatch', 'The id in the document is not the one in the address.', {
      source: { pointer: '/data/id' },
    });
  }
  data['type'] = type;
  return value as ResourceDocument;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function decode(bytes: Buffer): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new AppError('malformed_json', 'The body is not valid UTF-8.', { source: { pointer: '' } });
  }
}

function checkDepth(text: string): void {
  if (!isDeeperThan(DEEPEST, text)) return;
  throw new AppError('malformed_json', `The body is nested deeper than ${DEEPEST} levels.`, {
    source: { pointer: '' },
  });
}

/** Counts brackets outside strings, before anything recursive sees the JSON text. */
export function isDeeperThan(levels: number, text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (inString) {
      if (code === 0x5c) index += 1;
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) inString = true;
    else if (code === 0x7b || code === 0x5b) {
      depth += 1;
      if (depth > levels) return true;
    } else if (code === 0x7d || code === 0x5d) depth -= 1;
  }
  return false;
}

/** More than this in one list or object, or in the name of a member, nothing needs; and nothing walks them for nothing. */
const MOST_ENTRIES = 10_000;
const LONGEST_NAME = 100;

/** NUL fails on one database and is stored by the other; lone surrogates are silently altered by both. */
function checkText(value: unknown, pointer: string): void {
  if (typeof value === 'string') {
    if (isStorable(value)) return;
    throw new AppError('invalid_text', 'Text must be well-formed Unicode without NUL.', {
      source: { pointer },
    });
  }
  if (typeof value !== 'object' || value === null) return;
  const entries = Object.entries(value);
  if (entries.length > MOST_ENTRIES)
    throw new AppError('validation_failed', `This has more than ${MOST_ENTRIES} entries.`, {
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
      checkText(member, key.length > LONGEST_NAME ? pointer : `${pointer}/${name}`);
    }
  }
}

/** True for text that both databases store and give back unchanged. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

/** No row has it (RFC 9562, 5.9). */
const NIL_ID = '00000000-0000-0000-0000-000000000000';

/** The id that a relationship names; undefined where the document has no such relationship. What is no id names nothing. */
export function relatedId(relationship: { data: { id: string } }): string;
export function relatedId(relationship: { data: { id: string } } | undefined): string | undefined;
export function relatedId(relationship: { data: { id: string } } | undefined): string | undefined {
  if (relationship === undefined) return undefined;
  return isId(relationship.data.id) ? relationship.data.id : NIL_ID;
}
