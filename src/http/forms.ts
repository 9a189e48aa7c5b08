import express, { type Request, type Response } from 'express';
import { AppError } from '../errors.ts';

/** More than any form of ours, or any token request, has. */
const MOST_BYTES = 65_536;

const raw = express.raw({ type: () => true, limit: MOST_BYTES });
const decoder = new TextDecoder('utf-8', { fatal: true });

/** Names and values of a form or a query; each name is there once. */
export type Fields = ReadonlyMap<string, string>;

/** What is wrong with a form or a query. */
export class FormError extends Error {
  override readonly name = 'FormError';
}

/** @throws FormError when the body is no form (application/x-www-form-urlencoded in UTF-8) */
export async function readForm(request: Request, response: Response): Promise<Fields> {
  const type = (request.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
  const body = await readBody(request, response);
  if (body.length === 0) return new Map();
  if (type !== 'application/x-www-form-urlencoded')
    throw new FormError('The body must be application/x-www-form-urlencoded.');
  try {
    return readFields(decoder.decode(body));
  } catch (error) {
    throw error instanceof FormError ? error : new FormError('The body is not valid UTF-8.');
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
  for (const part of text.split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const name = unescape(equals < 0 ? part : part.slice(0, equals));
    const value = equals < 0 ? '' : unescape(part.slice(equals + 1));
    if (seen.has(name)) throw new FormError(`The parameter "${shown(name)}" is given more than once.`);
    seen.add(name);
    if (value !== '') fields.set(name, value);
  }
  return fields;
}

function unescape(text: string): string {
  let value: string;
  try {
    value = decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new FormError('A parameter is not valid percent-encoded UTF-8.');
  }
  if (value.includes('\0') || !value.isWellFormed())
    throw new FormError('A parameter holds text that is not valid.');
  return value;
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
