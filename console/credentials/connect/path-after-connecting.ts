const ID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;

/**
 * The page of the credential that was being connected, for users who return from the provider. The outcome in the URL
 * is ignored, since anyone can write such a URL.
 */
export function pathAfterConnecting(query: URLSearchParams): string | undefined {
  const [credential, connection] = [query.get('credential_id'), query.get('connection_id')];
  if (credential === null || connection === null || !ID.test(credential) || !ID.test(connection))
    return undefined;
  return `/credentials/${credential}/show?connection=${connection}`;
}
