import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Request, Response } from 'express';
import { AppError } from '../errors.ts';
import { ProgramFilesError, readingProgramFiles } from '../system/program-files.ts';

/** The output folder of `npm run build`; the relative path is the same from src/console/ and dist/console/. */
const BUILD_FOLDER = new URL('../../dist/web/', import.meta.url);

/** File names contain a content hash, so a file never changes. */
const IMMUTABLE = 'public, max-age=31536000, immutable';

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** In order of preference, with the file extension of each. */
const ENCODINGS = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;

/** The built files of the console. */
export interface Assets {
  /** The HTML page, with placeholders for the nonce. @throws AppError not_found if the console was not built */
  page(): string;
  /** @throws AppError not_found */
  send(request: Request, response: Response, name: string): void;
}

/**
 * Reads the files once, at startup, since they are few and small. (sirv opens them on each request, and a file that is
 * missing then crashes the process.)
 * @throws ProgramFilesError if files are unreadable or missing
 */
export function createAssets(folder: URL = BUILD_FOLDER): Assets {
  const files = readFiles(folder);
  const get = (name: string) => files.get(name);

  return {
    page() {
      const page = get('index.html');
      if (page === undefined) throw new AppError('not_found', 'The console is not built. Run npm run build.');
      return page.toString();
    },
    send(request, response, name) {
      const whole = get(`assets/${name}`);
      const type = TYPES[extname(name)];
      if (whole === undefined || type === undefined)
        throw new AppError('not_found', 'The console has no file with this name.');
      const accepted = acceptedEncodings(request.headers['accept-encoding']);
      const [encoding, ending] = ENCODINGS.find(
        ([encoding, ending]) => accepted.has(encoding) && get(`assets/${name}${ending}`) !== undefined,
      ) ?? [undefined, ''];
      response.setHeader('Content-Type', type);
      response.setHeader('Cache-Control', IMMUTABLE);
      response.setHeader('Vary', 'Accept-Encoding');
      if (encoding !== undefined) response.setHeader('Content-Encoding', encoding);
      const body = get(`assets/${name}${ending}`)!;
      response.setHeader('Content-Length', body.length);
      response.end(body);
    },
  };
}

/** The encodings that the client accepts, without those with a weight of 0 (RFC 9110, 12.5.3). */
function acceptedEncodings(header: string | undefined): Set<string> {
  const offers = (header ?? '').split(',').map((offer) => offer.trim().toLowerCase());
  return new Set(
    offers.filter((offer) => !/;\s*q=0(?:\.0*)?$/.test(offer)).map((offer) => offer.split(';', 1)[0]!.trim()),
  );
}

function readFiles(folder: URL): ReadonlyMap<string, Buffer> {
  const files = new Map<string, Buffer>();
  readingProgramFiles('the console', () => {
    for (const below of ['', 'assets/']) {
      for (const name of namesIn(new URL(below, folder)))
        files.set(below + name, readFileSync(new URL(below + name, folder)));
    }
  });
  const missing = assetsOf(files.get('index.html')).filter((name) => !files.has(name));
  if (missing.length > 0)
    throw new ProgramFilesError(
      `The console in ${fileURLToPath(folder)} is incomplete: ${missing[0]} is missing. Run npm run build again.`,
    );
  return files;
}

/** The files that the page loads. */
function assetsOf(page: Buffer | undefined): string[] {
  return [...(page?.toString() ?? '').matchAll(/(?:src|href)="\/console\/(assets\/[^"]+)"/g)].map(
    ([, name]) => name!,
  );
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
