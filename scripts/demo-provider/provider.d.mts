import type { RequestListener } from 'node:http';

export const DEMO: { clientId: string; clientSecret: string; username: string; password: string };

export function createProvider(options: {
  issuer: string;
  /** Lifetime of access tokens in seconds. */
  tokenLifetime: number;
  redirectUris: string[];
  /** Skips the login and consent pages. */
  autoLogin: boolean;
}): RequestListener;
