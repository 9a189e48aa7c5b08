import type { Actor } from '../actions/index.ts';

declare global {
  // Express's way of extending the request type (its types are declared in this namespace).
  namespace Express {
    interface Request {
      /** Included in every error, every log line and the X-Request-Id header. */
      requestId: string;
      /** The client's IP address, according to TRUSTED_PROXIES; null once its socket has been closed. */
      ipAddress: string | null;
      /** Set once the credentials have been verified. */
      actor?: Actor;
      /** The path template of the matching route, for logs and metrics. */
      routeTemplate?: string;
    }
  }
}
