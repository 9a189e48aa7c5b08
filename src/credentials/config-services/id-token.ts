import { parseExactly } from '../../expressions/index.ts';
import { MAX_RESPONSE_DEPTH, parseJson } from '../../system/json-depth.ts';
import { isObject } from '../../system/json-type.ts';

/**
 * The claims of an id_token; undefined if it cannot be decoded. The signature is not checked, because the token came
 * from the token endpoint over TLS (OpenID Connect Core 1.0, 3.1.3.7, point 6). To check it, configure the token
 * validation `jwt` with `token: id_token`.
 */
export function readClaims(idToken: string): Record<string, unknown> | undefined {
  const parts = idToken.split('.');
  if (parts.length !== 3 || !parts.every((part) => /^[\w-]*$/.test(part))) return undefined;
  try {
    const bytes = Buffer.from(parts[1]!, 'base64url');
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const claims = parseJson(text, MAX_RESPONSE_DEPTH, parseExactly);
    return isObject(claims) ? claims : undefined;
  } catch {
    return undefined;
  }
}
