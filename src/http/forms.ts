import express, { type Request, type Response } from 'express';
import { AppError } from '../errors.ts';

/** More than any form of ours, or any token request, has. */
const MOST_BYTES = 65_536;

const raw = express.raw({ type: () => true, limit: MOST_BYTES });
const decoder = new TextDecoder('utf-8', { fatal: true });

/** Names and values of a form or a query; each name is there once. */
export type Fields = ReadonlyMap<string, string>;

/** What is wrong with a form or a query, and what of it is in order: fields that came once and can be read. */
export class FormError extends Error {
  override readonly name = 'FormError';
  readonly sound: Fields;
  /** Names of those that came more than once, or cannot be read. */
  readonly repeated: ReadonlySet<string>;

  constructor(message: string, sound: Fields = new Map(), repeated: ReadonlySet<string> = new Set()) {
    super(message);
    this.sound = sound;
    this.repeated = repeated;
  }
}

/** @throws FormError when the body is no form (application/x-www-form-urlencoded in UTF-8) */
export async function readForm(request: Request, response: Response): Promise<Fields> {
  return readFields(await readFormText(request, response));
}

/** A form as it was sent, still encoded. @throws FormError */
export async function readFormText(request: Request, response: Response): Promise<string> {
  const type = (request.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
  const body = await readBody(request, response);
  if (body.length === 0) return '';
  if (type !== 'application/x-www-form-urlencoded')
    throw new FormError('The body must be application/x-www-form-urlencoded.');
  try {
    return decoder.decode(body);
  } catch {
    throw new FormError('The body is not valid UTF-8.');
  }
}

/** The query of a request's address. @throws FormError */
export function readQueryFields(request: Request): Fields {
  const start = request.url.indexOf('?');
  return readFields(start < 0 ? '' : request.url.slice(start + 1));
}

/**
 * What is sent without a value counts as not sent, and what comes twice is an error (RFC 6749, 3.1 and 3.2).
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
      fault ??= `The parameter '${shown(name)}' is given more than once.`;
      repeated.add(name);
    } else if (value !== '') fields.set(name, value);
    if (name !== undefined) seen.add(name);
  }
  if (fault === undefined) return fields;
  for (const name of repeated) fields.delete(name);
  throw new FormError(fault, fields, repeated);
}

/** Undefined for what is no text, or none that can be stored. */
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

function readBody(request: Request, response: Response): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    raw(request, response, (error?: unknown) => {
      const { type, status } = (error ?? {}) as { type?: string; status?: number };
      if (error === undefined) resolve(Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0));
      else if (type === 'entity.too.large')
        reject(new FormError(`The body is larger than ${MOST_BYTES} bytes.`));
      else if (status !== undefined && status < 500) reject(new FormError('The body cannot be read.'));
      else reject(error instanceof AppError ? error : (error as Error));
    });
  });
}
