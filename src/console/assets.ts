import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import type { Request, Response } from 'express';
import { AppError } from '../errors.ts';

/** Where `npm run build` puts the console: the same from src/console/ and from dist/console/. */
const BUILT = new URL('../../dist/web/', import.meta.url);

/** Their names bear a hash of what is in them, so what has a name never changes. */
const FOREVER = 'public, max-age=31536000, immutable';

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** In the order in which they are preferred, with the ending of the file that holds it. */
const ENCODINGS = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;

/** The files of the console, as they were built. */
export interface Assets {
  /** The page, with places for the nonce. @throws AppError not_found where it was not built */
  page(): string;
  /** @throws AppError not_found */
  send(request: Request, response: Response, name: string): void;
}

/** They are few and small, so they stay in memory from the first request on. */
export function createAssets(folder: URL = BUILT): Assets {
  let files: ReadonlyMap<string, Buffer> | undefined;
  const get = (name: string) => (files ??= readFiles(folder)).get(name);

  return {
    page() {
      const page = get('index.html');
      if (page === undefined)
        throw new AppError('not_found', 'The console is not there: it is made by npm run build.');
      return page.toString();
    },
    send(request, response, name) {
      const whole = get(`assets/${name}`);
      const type = TYPES[extname(name)];
      if (whole === undefined || type === undefined)
        throw new AppError('not_found', 'There is no such file of the console.');
      const accepted = acceptedEncodings(request.headers['accept-encoding']);
      const [encoding, ending] = ENCODINGS.find(
        ([encoding, ending]) => accepted.has(encoding) && get(`assets/${name}${ending}`) !== undefined,
      ) ?? [undefined, ''];
      response.setHeader('Content-Type', type);
      response.setHeader('Cache-Control', FOREVER);
      response.setHeader('Vary', 'Accept-Encoding');
      if (encoding !== undefined) response.setHeader('Content-Encoding', encoding);
      const body = get(`assets/${name}${ending}`)!;
      response.setHeader('Content-Length', body.length);
      response.end(body);
    },
  };
}

/** Names of encodings that are not refused by a weight of nought (RFC 9110, 12.5.3). */
function acceptedEncodings(header: string | undefined): Set<string> {
  const offers = (header ?? '').split(',').map((offer) => offer.trim().toLowerCase());
  return new Set(
    offers.filter((offer) => !/;\s*q=0(?:\.0*)?$/.test(offer)).map((offer) => offer.split(';', 1)[0]!.trim()),
  );
}

function readFiles(folder: URL): ReadonlyMap<string, Buffer> {
  const files = new Map<string, Buffer>();
  for (const below of ['', 'assets/']) {
    for (const name of namesIn(new URL(below, folder)))
      files.set(below + name, readFileSync(new URL(below + name, folder)));
  }
  return files;
}

function namesIn(folder: URL): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name);
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return [];
    throw error;
  }
}
