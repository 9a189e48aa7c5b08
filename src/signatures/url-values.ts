import { VerificationError } from './verification-error.ts';

/** The parts of a URL that senders sign, as received. */
export interface UrlValues {
  /** The path with the query string, as in the request line (RFC 9112, 3.2.1). */
  request_target: string;
  path: string;
  /** Without the question mark; empty if the URL has no query string. */
  query: string;
  /** The query parameters as received, sorted, and joined with `&`. */
  sorted_query: string;
  /**
   * The query parameters, decoded and sorted by name, each as `name=value` directly followed by the next. The values of
   * a repeated parameter are joined with commas.
   * @throws VerificationError
   */
  params(): string;
  /** The value of a parameter that was sent once; undefined if it was not sent. @throws VerificationError */
  parameter(name: string): string | undefined;
}

/** @param without the parameter that `sorted_query` and `params` leave out: it contains the signature */
export function urlValues(url: string, without: string | undefined): UrlValues {
  const target = requestTarget(url);
  const [path = '', ...rest] = target.split('?');
  const query = rest.join('?');
  const sent = query.split('&').filter((pair) => pair !== '');
  const signed = sent.filter((pair) => pair.split('=')[0] !== without);
  const decoded = () => signed.map(pairIn);
  return {
    request_target: target,
    path,
    query,
    sorted_query: signed.toSorted().join('&'),
    params() {
      const values = new Map<string, string[]>();
      for (const [name, value] of decoded()) values.set(name, [...(values.get(name) ?? []), value]);
      const pairs = [...values].map(([name, all]) => `${name}=${all.join(',')}`);
      return pairs.toSorted().join('');
    },
    parameter(name) {
      const [value, ...more] = sent.map(pairIn).filter(([one]) => one === name);
      if (more.length > 0)
        throw new VerificationError(`The query parameter ${name} was sent more than once.`);
      return value?.[1];
    },
  };
}

function pairIn(pair: string): [name: string, value: string] {
  const [name = '', ...value] = pair.split('=');
  try {
    const decode = (text: string) => decodeURIComponent(text.replaceAll('+', ' '));
    return [decode(name), decode(value.join('='))];
  } catch {
    throw new VerificationError('The query string is not valid URL-encoded UTF-8.');
  }
}

/** What follows the authority of a URL, as received (RFC 3986, 3.2). */
function requestTarget(url: string): string {
  const [, ...rest] = url.split('://');
  const afterScheme = rest.join('://');
  const start = afterScheme.search(/[/?]/);
  return start < 0 ? '' : afterScheme.slice(start);
}
