import type { Actor } from '../actions/index.ts';

declare global {
  // Express's own way of adding to a request (its types are declared in this namespace).
  namespace Express {
    interface Request {
      /** Goes into every error, every log line and the X-Request-Id header. */
      requestId: string;
      /** Set once the credentials have been checked. */
      actor?: Actor;
      /** The template of the route that answers, for logs and metrics. */
      routeTemplate?: string;
    }
  }
}
