import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import express, { Router } from 'express';
import { AppError } from '../../errors.ts';
import { referenceHeaders } from '../../http/index.ts';
import {
  assertDocsReadable,
  CONTRACT,
  GUIDES,
  isGuide,
  PICTURES,
  REFERENCE_ASSETS,
  type GuideName,
} from './files.ts';
import { renderGuide } from './guides.ts';
import { docsPage, STYLE } from './page.ts';

const REFERENCE = `<link rel="stylesheet" href="/docs/assets/swagger-ui.css" />
    <div id="reference" class="reference"></div>
    <script src="/docs/assets/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>`;

const START = `SwaggerUIBundle({ url: '/openapi.yaml', dom_id: '#reference', deepLinking: true, docExpansion: 'none', validatorUrl: null });
`;

const UNCHANGED_FOR_A_DAY = { index: false, maxAge: '1d' } as const;

/**
 * `/openapi.yaml`, the API reference at `/docs`, and the guides below it. Nothing is loaded from other hosts.
 * @throws ProgramFilesError if a file cannot be read
 */
export function docsRouter(): Router {
  assertDocsReadable();
  const router = Router();
  const serve = (path: string, type: string, text: () => string): void => {
    const content = once(text);
    router.get(path, (request, response) => {
      request.routeTemplate = path;
      response.setHeader('Content-Type', type);
      response.end(content());
    });
  };
  router.use('/docs', referenceHeaders);
  serve('/openapi.yaml', 'application/yaml', () => readFileSync(CONTRACT, 'utf8'));
  serve('/docs/start.js', 'text/javascript; charset=utf-8', () => START);
  serve('/docs/docs.css', 'text/css; charset=utf-8', () => STYLE);
  serve('/docs', 'text/html; charset=utf-8', () =>
    docsPage({ title: 'API reference', body: REFERENCE, here: '/docs' }),
  );
  router.use('/docs/assets', express.static(REFERENCE_ASSETS, UNCHANGED_FOR_A_DAY));
  router.use('/docs/pictures', express.static(fileURLToPath(PICTURES), UNCHANGED_FOR_A_DAY));
  const pages = new Map<string, string>();
  router.get('/docs/:guide', (request, response) => {
    request.routeTemplate = '/docs/:guide';
    const { guide } = request.params;
    if (!isGuide(guide))
      throw new AppError('not_found', `Unknown guide. Available guides: ${Object.keys(GUIDES).join(', ')}.`);
    const page = pages.get(guide) ?? guidePage(guide);
    pages.set(guide, page);
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    response.end(page);
  });
  return router;
}

function guidePage(name: GuideName): string {
  return docsPage({
    title: GUIDES[name],
    body: `<main><article>${renderGuide(name)}</article></main>`,
    here: `/docs/${name}`,
  });
}

/** Computes the text on first use. */
function once(text: () => string): () => string {
  let cached: string | undefined;
  return () => (cached ??= text());
}
