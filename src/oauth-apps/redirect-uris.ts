import { reservedParametersIn } from '../http/index.ts';

/** The loopback interface, where native apps listen on any free port (RFC 8252, 7.3). */
const LOOPBACK = /^http:\/\/(127\.0\.0\.1|\[::1\]|localhost)(?::\d{1,5})?((?:[/?].*)?)$/;

/**
 * Why a redirect URI cannot be registered, as the end of a sentence "The redirect URI …"; undefined if it can
 * (RFC 6749, 3.1.2; RFC 8252, 7; RFC 9700, 4.1).
 */
export function redirectUriFault(uri: string): string | undefined {
  if (!/^[\x21-\x7e]+$/.test(uri) || /["\\<>^`{|}]/.test(uri))
    return 'contains a character that is not allowed in a URI; percent-encode it';
  if (uri.includes('#')) return 'has a fragment (#); remove it';
  if (uri.includes('*')) return 'has a wildcard (*); register each URI separately';
  if (!URL.canParse(uri)) return 'must be an absolute URI, such as https://example.com/callback';
  const { protocol, username, password } = new URL(uri);
  if (username !== '' || password !== '') return 'contains a username or password; remove it';
  if (protocol === 'https:')
    return WEB_URL.test(uri) ? undefined : 'must have a plain host name after https://';
  if (protocol === 'http:')
    return LOOPBACK.test(uri)
      ? undefined
      : 'must begin with https://; http is only allowed for 127.0.0.1, [::1] and localhost';
  // A reverse domain name, which only its owner uses (RFC 8252, 7.1). This excludes javascript: and data:.
  return /^[a-z][a-z0-9-]*(\.[a-z0-9-]+)+:$/.test(protocol)
    ? undefined
    : 'must use https, or a scheme that is your own domain name in reverse, such as com.example.app:';
}

/**
 * The query parameters of an authorization response (RFC 6749, 4.1.2; RFC 9207). If a redirect URI contained one of
 * them, the app would receive it twice, and its library might use the wrong one.
 */
export const RESPONSE_PARAMETERS = [
  'code',
  'state',
  'iss',
  'error',
  'error_description',
  'error_uri',
  'response',
];

/** Like `redirectUriFault`, but only for new URIs: those registered before this rule existed keep working. */
export function responseParameterFault(uri: string): string | undefined {
  const names = reservedParametersIn(uri, RESPONSE_PARAMETERS);
  if (names.length === 0) return undefined;
  return `has ${names.join(', ')} in its query, which is reserved for the authorization response; rename the parameter`;
}

/** Exact match, except for the port on the loopback interface (RFC 9700, 2.1; RFC 8252, 7.3). */
export function isRedirectUriOf(registered: readonly string[], uri: string): boolean {
  if (registered.includes(uri)) return true;
  const given = LOOPBACK.exec(uri);
  if (given === null || redirectUriFault(uri) !== undefined) return false;
  return registered.some((candidate) => {
    const own = LOOPBACK.exec(candidate);
    return own !== null && own[1] === given[1] && own[2] === given[2];
  });
}

/**
 * https with a plain host name or IP address: its origin is put into a Content-Security-Policy, and must not break it.
 */
export const WEB_URL =
  /^https:\/\/(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9a-fA-F:]+\])(?::\d{1,5})?(?:[/?]|$)/;

/** Whether only the owner of a domain receives the redirect, unlike with loopback or custom-scheme URIs. */
export function isWebUri(uri: string): boolean {
  return uri.startsWith('https://');
}
