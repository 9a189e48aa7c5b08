import { AppError } from '../../errors.ts';
import { endOfHost, PLACEHOLDER } from '../../system/url-placeholders.ts';

/** One or more labels of a host name, with no character that could end the host or start another. */
const HOST_VALUE = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i;

/**
 * Fills the placeholders of a URL template. A value can only fill labels of the host or one segment of the path.
 * @param missing called with the name of every placeholder without a value
 * @throws AppError validation_failed if a value is not allowed in its position
 */
export function fillUrl(
  template: string,
  values: Readonly<Record<string, string>>,
  missing: (name: string) => void,
): string {
  const hostEnds = endOfHost(template);
  return template.replace(PLACEHOLDER, (whole, double: string, single: string, offset: number) => {
    const name = double ?? single;
    const value = Object.hasOwn(values, name) ? values[name]! : '';
    if (value === '') {
      missing(name);
      return whole;
    }
    // A placeholder at the start also provides the scheme and the host.
    if (offset === 0) return value;
    if (offset < hostEnds) {
      if (HOST_VALUE.test(value)) return value;
      throw invalidParameter(name, 'must be a valid part of a host name: letters, digits, hyphens and dots');
    }
    // As path segments, dots would lead to another path.
    if (value === '.' || value === '..') throw invalidParameter(name, 'must not be "." or ".."');
    return encodeURIComponent(value);
  });
}

function invalidParameter(name: string, why: string): AppError {
  return new AppError('validation_failed', `The parameter ${name} ${why}.`, {
    source: { pointer: '/data/attributes/parameters' },
    meta: { parameter: name },
  });
}
