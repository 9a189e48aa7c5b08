import { Router, type RequestHandler } from 'express';
import { AppError } from '../errors.ts';
import { routes } from '../jsonapi/index.ts';
import { userView, type Users } from '../users/index.ts';
import type { Authorization, Authorizations } from './authorizations.ts';
import { authorizationView as view } from './serializer.ts';
import type { AuthorizationServer } from './server.ts';

/** The JSON:API routes to list and revoke consents. */
export function authorizationRoutes({ list, get, remove }: Authorizations, users: Users) {
  const path = '/tenants/:tenant/authorizations';
  const include = {
    user: {
      ids: (authorization: Authorization) => authorization.user_id,
      view: userView,
      action: users.getMany,
    },
  };
  const query = {
    filters: { user: 'id', oauth_app: 'id' },
    sorts: ['created_at', 'updated_at'],
    paging: 'pages',
  } as const;
  return routes([
    { method: 'get', path, action: list, response: 'collection', view, query, include },
    { method: 'get', path: `${path}/:id`, action: get, response: 'resource', view, include },
    { method: 'delete', path: `${path}/:id`, action: remove, response: 'none', view },
  ]);
}

/** The OAuth endpoints, and those of the API key flow. */
export function authorizationServerRouter(server: AuthorizationServer): Router {
  const router = Router({ strict: false, caseSensitive: true });
  const endpoints: readonly [path: string, methods: readonly ('get' | 'post')[], handler: RequestHandler][] =
    [
      ['/oauth2/auth', ['get', 'post'], server.authorize],
      ['/oauth2/consent', ['post'], server.decide],
      ['/oauth2/token', ['post'], server.token],
      ['/oauth2/introspect', ['post'], server.introspect],
      ['/oauth2/revoke', ['post'], server.revoke],
      ['/oauth2/par', ['post'], server.push],
      ['/.well-known/oauth-authorization-server', ['get'], server.metadata],
      ['/oauth/authorize', ['get', 'post'], server.authorize],
      ['/oauth/token', ['post'], server.issueApiKey],
    ];
  for (const [path, methods, handler] of endpoints) {
    if (FOR_BROWSER_APPS.includes(path)) router.use(path, fromAnywhere(methods));
    for (const method of methods) router[method](path, handler);
    router.all(path, refuseMethod(path, methods));
  }
  return router;
}

/** Endpoints that public clients call from a browser. They do not use cookies, so any origin is allowed. */
const FOR_BROWSER_APPS = [
  '/oauth2/token',
  '/oauth2/revoke',
  '/oauth2/par',
  '/.well-known/oauth-authorization-server',
];

/** Allows cross-origin requests (CORS, in the Fetch Standard). */
function fromAnywhere(methods: readonly string[]): RequestHandler {
  const allowed = methods.map((method) => method.toUpperCase()).join(', ');
  return (request, response, next) => {
    response.setHeader('Access-Control-Allow-Origin', '*');
    if (request.method !== 'OPTIONS') return next();
    request.routeTemplate = request.baseUrl;
    response.writeHead(204, {
      'Access-Control-Allow-Methods': allowed,
      'Access-Control-Allow-Headers': 'Authorization, Content-Type',
      'Access-Control-Max-Age': '600',
    });
    response.end();
  };
}

function refuseMethod(path: string, methods: readonly string[]): RequestHandler {
  const allowed = methods.map((method) => method.toUpperCase()).join(', ');
  return (request, response) => {
    request.routeTemplate = path;
    response.setHeader('Allow', allowed);
    throw new AppError('method_not_allowed', `${request.method} is not allowed here. Allowed: ${allowed}.`);
  };
}
