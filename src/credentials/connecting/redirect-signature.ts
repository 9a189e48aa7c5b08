import { createHmac } from 'node:crypto';
import { constantTimeIncludes } from '../../crypto/index.ts';

/**
 * Whether a redirect from Shopify is signed: `hmac` is the HMAC-SHA-256 of the other parameters, sorted by name, with
 * the client secret as the key, in hex.
 * @param secrets the client secret, and the previous one while it is still accepted
 */
export function isSignedByShopify(
  query: Readonly<Record<string, string>>,
  secrets: readonly string[],
): boolean {
  const { hmac, ...signed } = query;
  if (hmac === undefined) return false;
  const message = Object.entries(signed)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  const signatures = secrets.map((secret) => createHmac('sha256', secret).update(message).digest('hex'));
  return constantTimeIncludes(signatures, hmac);
}
