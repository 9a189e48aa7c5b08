import express, { Router } from 'express';
import assetsFolder from 'swagger-ui-dist/absolute-path.js';
import { stringify } from 'yaml';
import { pageHeaders } from '../http/index.ts';
import { loadContract } from '../schema/index.ts';

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Valetkey API reference</title>
    <link rel="stylesheet" href="/docs/assets/swagger-ui.css" />
    <link rel="icon" href="/docs/assets/favicon-32x32.png" />
  </head>
  <body>
    <div id="reference"></div>
    <script src="/docs/assets/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;

const START = `SwaggerUIBundle({ url: '/openapi.yaml', dom_id: '#reference', deepLinking: true, docExpansion: 'none', validatorUrl: null });
`;

/** `/openapi.yaml`, the contract in one file, and `/docs`, the same for people; nothing comes from another host. */
export function docsRouter(): Router {
  const contract = stringify(loadContract(), { aliasDuplicateObjects: false });
  const router = Router();
  const send =
    (type: string, text: string, template: string) =>
    (request: express.Request, response: express.Response) => {
      request.routeTemplate = template;
      response.setHeader('Content-Type', type);
      response.end(text);
    };
  router.get('/openapi.yaml', send('application/yaml', contract, '/openapi.yaml'));
  router.use('/docs', pageHeaders);
  router.get('/docs', send('text/html; charset=utf-8', PAGE, '/docs'));
  router.get('/docs/start.js', send('text/javascript; charset=utf-8', START, '/docs'));
  router.use('/docs/assets', express.static(assetsFolder(), { index: false, maxAge: '1d' }));
  return router;
}
