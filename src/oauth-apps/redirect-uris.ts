/** The loopback interface, where native apps listen on whatever port is free (RFC 8252, 7.3). */
const LOOPBACK = /^http:\/\/(127\.0\.0\.1|\[::1\]|localhost)(?::\d{1,5})?((?:[/?].*)?)$/;

/**
 * Why a redirect URI cannot be registered, to go on after "The redirect URI …"; undefined when it can
 * (RFC 6749, 3.1.2; RFC 8252, 7; RFC 9700, 4.1).
 */
export function redirectUriFault(uri: string): string | undefined {
  if (!/^[\x21-\x7e]+$/.test(uri) || /["\\<>^`{|}]/.test(uri))
    return 'holds a character that a URI does not have';
  if (uri.includes('#')) return 'has a fragment';
  if (uri.includes('*')) return 'has a wildcard: each URI is registered by itself';
  if (!URL.canParse(uri)) return 'is not an absolute URI';
  const { protocol, username, password } = new URL(uri);
  if (username !== '' || password !== '') return 'holds a user name or a password';
  if (protocol === 'https:') return WEB.test(uri) ? undefined : 'has no plain host name after https://';
  if (protocol === 'http:')
    return LOOPBACK.test(uri)
      ? undefined
      : 'must begin with https://; http is for 127.0.0.1, [::1] and localhost';
  // A domain the other way round, which only its owner uses (RFC 8252, 7.1); so neither javascript: nor data:.
  return /^[a-z][a-z0-9-]*(\.[a-z0-9-]+)+:$/.test(protocol)
    ? undefined
    : 'has a scheme that is neither https nor a domain of yours the other way round, such as com.example.app:';
}

/** Character for character, but for the port on the loopback interface (RFC 9700, 2.1; RFC 8252, 7.3). */
export function isRedirectUriOf(registered: readonly string[], uri: string): boolean {
  if (registered.includes(uri)) return true;
  const given = LOOPBACK.exec(uri);
  if (given === null || redirectUriFault(uri) !== undefined) return false;
  return registered.some((candidate) => {
    const own = LOOPBACK.exec(candidate);
    return own !== null && own[1] === given[1] && own[2] === given[2];
  });
}

/** https at a host name or address as it is written in DNS: its origin is named in policies, and must end nothing there. */
export const WEB =
  /^https:\/\/(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9a-fA-F:]+\])(?::\d{1,5})?(?:[/?]|$)/;

/** A place on the web that only its owner answers for; not the loopback interface, nor what an operating system opens. */
export function isWebUri(uri: string): boolean {
  return uri.startsWith('https://');
}
