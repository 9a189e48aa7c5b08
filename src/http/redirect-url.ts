/**
 * Builds the URL of a redirect: the registered URL with the response parameters added, each of them once. The rest of
 * its query is kept, character for character.
 * @param reserved names of all parameters that only a response sets, in lower case
 */
export function redirectUrl(
  registered: string,
  reserved: readonly string[],
  response: URLSearchParams,
): string {
  const [path = '', query = ''] = registered.split(/\?(.*)/s);
  const kept = query.split('&').filter((part) => part !== '' && !reserved.includes(nameOf(part)));
  return `${path}?${[...kept, response.toString()].join('&')}`;
}

/**
 * The reserved names that a URL already has in its query, however a server may parse them: percent-decoded, in any
 * case, as a list, or separated by semicolons.
 */
export function reservedParametersIn(address: string, reserved: readonly string[]): string[] {
  const [, query = ''] = address.split(/\?(.*)/s);
  const names = new Set(query.split(/[&;]/).map(nameOf));
  return reserved.filter((name) => names.has(name));
}

function nameOf(part: string): string {
  // The leading '&' keeps a question mark as part of the name.
  const [name = ''] = new URLSearchParams(`&${part}`).keys();
  return name.split('[', 1)[0]!.trim().toLowerCase();
}
