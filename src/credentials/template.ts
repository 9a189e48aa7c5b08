import { endOfHost, PLACEHOLDER } from '../components/index.ts';
import { AppError } from '../errors.ts';

/** One or more labels of a host name: nothing that could end the host or begin another. */
const HOST_VALUE = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i;

/**
 * A URL out of its template. A value can fill a label of the host or a piece of the path, never reach beyond it.
 * @param missing told of every name without a value
 * @throws AppError validation_failed when a value does not fit into a host name
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
    // A placeholder at the very beginning stands for the scheme and the host as well.
    if (offset === 0) return value;
    if (offset < hostEnds) {
      if (HOST_VALUE.test(value)) return value;
      throw unfit(name, 'must be a part of a host name');
    }
    // As a step of a path they would lead out of the place where they stand.
    if (value === '.' || value === '..') throw unfit(name, 'cannot be dots alone');
    return encodeURIComponent(value);
  });
}

function unfit(name: string, why: string): AppError {
  return new AppError('validation_failed', `The parameter ${name} ${why}.`, {
    source: { pointer: '/data/attributes/parameters' },
    meta: { parameter: name },
  });
}
