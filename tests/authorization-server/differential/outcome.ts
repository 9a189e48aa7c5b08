import type { Answer } from '../../support/app.ts';

/** The parts of a response that are compared; absent ones are left out. */
export type Outcome = Partial<Record<string, string | number | boolean>>;

/** The parameters of an authorization response. */
const RESPONSE_PARAMETERS = ['code', 'error', 'error_description', 'state', 'iss'];

/** An authorization request ends on a page, or at the redirect URI with a code or an error. */
export function outcomeOfAuthorization({ status, headers, text }: Answer, issuer: string): Outcome {
  const { location } = headers;
  if (location === undefined)
    return present({ shown: status, error: /<strong>(\w+)<\/strong>/.exec(text)?.[1] });
  const url = new URL(location);
  const inFragment = url.hash.length > 1;
  const fields = inFragment ? new URLSearchParams(url.hash.slice(1)) : url.searchParams;
  const get = (name: string) => fields.get(name) ?? undefined;
  const outcome = {
    sent: status,
    fragment: inFragment || undefined,
    code: fields.has('code') || undefined,
    error: get('error'),
    state: get('state'),
    iss: issOf(get('iss'), issuer),
  };
  for (const name of RESPONSE_PARAMETERS) fields.delete(name);
  if (inFragment) url.hash = '';
  return present({ ...outcome, to: url.href });
}

/** The outcome of a request that an app sends itself. */
export function outcomeOf({ status, headers, body, text }: Answer, issuer: string): Outcome {
  const object: Record<string, unknown> = typeof body === 'object' ? body : {};
  const isJson = Object.keys(object).length > 0;
  const words = (value: unknown) =>
    typeof value === 'string' ? value.split(' ').sort().join(' ') : undefined;
  return present({
    status,
    type: text === '' ? undefined : headers['content-type']?.split(';')[0],
    challenge: headers['www-authenticate']?.split(' ')[0],
    // A response with a token, or about one, must not be cached.
    cacheable:
      (status < 300 && isJson && headers['cache-control']?.includes('no-store') !== true) || undefined,
    error: object['error'] as string | undefined,
    members: Object.keys(object)
      .filter((name) => name !== 'error')
      .sort()
      .join(' '),
    active: object['active'] as boolean | undefined,
    // Case-insensitive (RFC 6749, 5.1).
    token_type: (object['token_type'] as string | undefined)?.toLowerCase(),
    scope: words(object['scope']),
    expires_in: object['expires_in'] as number | undefined,
    iss: issOf(object['iss'] as string | undefined, issuer),
  });
}

function issOf(value: string | undefined, issuer: string): string | undefined {
  return value === issuer ? 'its own' : value;
}

function present(all: Record<string, string | number | boolean | undefined>): Outcome {
  return Object.fromEntries(
    Object.entries(all).filter(([, value]) => value !== undefined && value !== ''),
  ) as Outcome;
}

/** Each member that differs, with Valetkey's value and that of its peer. */
export type Difference = Record<string, readonly [own: Outcome[string], peer: Outcome[string]]>;

export function differenceOf(own: Outcome, peer: Outcome): Difference {
  const names = [...new Set([...Object.keys(own), ...Object.keys(peer)])];
  return Object.fromEntries(
    names.filter((name) => own[name] !== peer[name]).map((name) => [name, [own[name], peer[name]]]),
  );
}
