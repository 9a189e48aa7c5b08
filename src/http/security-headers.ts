import type { ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** For all responses that are data rather than pages, including errors. */
export const dataHeaders: RequestHandler = (_request, response, next) => {
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Cache-Control', 'no-store');
  next();
};

/** For the pages of the API reference. Its renderer sets style attributes and shows inline images. */
export const referenceHeaders: RequestHandler = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      fontSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
  },
  strictTransportSecurity: false,
});

/** What a page may load, run and submit to (Content Security Policy), by directive. */
export type Policy = Readonly<Record<string, readonly string[]>>;

const SET_FIXED = [
  helmet.xFrameOptions({ action: 'deny' }),
  helmet.referrerPolicy({ policy: 'no-referrer' }),
  helmet.crossOriginOpenerPolicy({ policy: 'same-origin' }),
];

/** For our own pages: no site may frame them or learn their URLs. */
export function setPageHeaders(response: ServerResponse, directives: Policy): void {
  const setPolicy = helmet.contentSecurityPolicy({ useDefaults: false, directives });
  for (const set of [...SET_FIXED, setPolicy]) set(response.req, response, () => undefined);
}
