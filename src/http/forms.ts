import type { Request, Response } from 'express';
import { AppError } from '../errors.ts';
import { createBodyReader } from './body.ts';

/** More than any of our forms or any token request needs. */
const MAX_BYTES = 65_536;

const body = createBodyReader(MAX_BYTES);
const decoder = new TextDecoder('utf-8', { fatal: true });

/** Names and values of a form or a query; every name occurs once. */
export type Fields = ReadonlyMap<string, string>;

/** A form or a query is invalid. `validFields` has the fields that occurred once and could be read. */
export class FormError extends Error {
  override readonly name = 'FormError';
  readonly status: number = 400;
  readonly validFields: Fields;
  /** Names of fields that occurred more than once, or could not be read. */
  readonly repeated: ReadonlySet<string>;

  constructor(message: string, validFields: Fields = new Map(), repeated: ReadonlySet<string> = new Set()) {
    super(message);
    this.validFields = validFields;
    this.repeated = repeated;
  }
}

/** The form, or its Content-Length, is too large. */
class FormTooLarge extends FormError {
  override readonly status = 413;
}

/** @throws FormError if the body is not application/x-www-form-urlencoded in UTF-8 */
export async function readForm(request: Request, response: Response): Promise<Fields> {
  return readFields(await readFormText(request, response));
}

/** The form as it was sent, still encoded. @throws FormError */
export async function readFormText(request: Request, response: Response): Promise<string> {
  const type = (request.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
  const bytes = await readBody(request, response);
  if (bytes.length === 0) return '';
  if (type !== 'application/x-www-form-urlencoded')
    throw new FormError('The body must be application/x-www-form-urlencoded.');
  try {
    return decoder.decode(bytes);
  } catch {
    throw new FormError('The body is not valid UTF-8.');
  }
}

/** The query parameters of a request. @throws FormError */
export function readQueryFields(request: Request): Fields {
  const start = request.url.indexOf('?');
  return readFields(start < 0 ? '' : request.url.slice(start + 1));
}

/**
 * A parameter without a value counts as omitted, and one that is sent twice is an error (RFC 6749, 3.1 and 3.2).
 * @throws FormError
 */
export function readFields(text: string): Fields {
  const fields = new Map<string, string>();
  const seen = new Set<string>();
  const repeated = new Set<string>();
  let fault: string | undefined;
  for (const part of text.split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const name = unescape(equals < 0 ? part : part.slice(0, equals));
    const value = equals < 0 ? '' : unescape(part.slice(equals + 1));
    if (name === undefined || value === undefined) {
      fault ??= 'A parameter is not valid percent-encoded UTF-8.';
      if (name !== undefined) repeated.add(name);
    } else if (seen.has(name)) {
      fault ??= `The parameter '${shown(name)}' is included more than once.`;
      repeated.add(name);
    } else if (value !== '') fields.set(name, value);
    if (name !== undefined) seen.add(name);
  }
  if (fault === undefined) return fields;
  for (const name of repeated) fields.delete(name);
  throw new FormError(fault, fields, repeated);
}

/** Undefined if it cannot be decoded, or is text that cannot be stored. */
function unescape(text: string): string | undefined {
  try {
    const value = decodeURIComponent(text.replaceAll('+', ' '));
    return value.includes('\0') || !value.isWellFormed() ? undefined : value;
  } catch {
    return undefined;
  }
}

function shown(name: string): string {
  return name.slice(0, 50).replaceAll(/[^\x20-\x7e]|["\\]/g, '?');
}

/** @throws FormError, FormTooLarge */
async function readBody(request: Request, response: Response): Promise<Buffer> {
  try {
    return (await body.read(request, response)) ?? Buffer.alloc(0);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw error.code === 'payload_too_large' ? new FormTooLarge(error.message) : new FormError(error.message);
  }
}
