import { isObject, parseExactly } from '../../expressions/index.ts';
import { isDeeperThan } from '../../jsonapi/index.ts';

/** Whatever walks them later would run out of stack. */
const DEEPEST = 32;

/**
 * The claims of an id_token, undefined where it is none. The signature is not checked: the token came from the
 * token endpoint over TLS, which vouches for it (OpenID Connect Core 1.0, 3.1.3.7, point 6). Who wants more chooses
 * the token validation `jwt` with `token: id_token`.
 */
export function readClaims(idToken: string): Record<string, unknown> | undefined {
  const parts = idToken.split('.');
  if (parts.length !== 3 || !parts.every((part) => /^[\w-]*$/.test(part))) return undefined;
  try {
    const bytes = Buffer.from(parts[1]!, 'base64url');
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (isDeeperThan(DEEPEST, text)) return undefined;
    const claims = parseExactly(text);
    return isObject(claims) ? claims : undefined;
  } catch {
    return undefined;
  }
}
