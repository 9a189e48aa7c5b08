import { Router } from 'express';
import { LOGO_PATH, type Brand } from './brand.ts';

/** Serves the logo. An SVG file that is opened by itself can run no script and load nothing. */
export function brandRouter({ logo }: Brand): Router {
  const router = Router({ caseSensitive: true });
  if (logo === undefined) return router;
  router.get(LOGO_PATH, (request, response) => {
    request.routeTemplate = LOGO_PATH;
    response.setHeader('Content-Type', logo.type);
    response.setHeader('Content-Length', logo.content.length);
    response.setHeader('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox");
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('Cache-Control', 'public, max-age=3600');
    response.end(logo.content);
  });
  return router;
}
