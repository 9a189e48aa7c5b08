import type { RequestListener } from 'node:http';

export const DEMO: { clientId: string; clientSecret: string; username: string; password: string };

export function createProvider(options: {
  issuer: string;
  /** Seconds that access tokens live. */
  tokenLifetime: number;
  redirectUris: string[];
  /** No login and consent pages. */
  autoLogin: boolean;
}): RequestListener;
