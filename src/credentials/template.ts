import { AppError } from '../errors.ts';

/** `{{name}}` as a component.json writes it, `{name}` as the catalogue of providers does. */
const PLACEHOLDER = /\{\{\s*([\w.-]+)\s*\}\}|\{([\w.-]+)\}/g;

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
    if (offset >= hostEnds) return encodeURIComponent(value);
    if (HOST_VALUE.test(value)) return value;
    throw new AppError('validation_failed', `The parameter ${name} must be a part of a host name.`, {
      source: { pointer: '/data/attributes/parameters' },
      meta: { parameter: name },
    });
  });
}

/**
 * True when whoever fills the template cannot choose the host: at least two labels are written after its last
 * placeholder.
 */
export function hostIsFixed(template: string): boolean {
  const host = template.slice(0, endOfHost(template)).replace(/^[a-z]+:\/\//i, '');
  const last = [...host.matchAll(PLACEHOLDER)].at(-1);
  if (last === undefined) return true;
  const rest = host.slice(last.index + last[0].length);
  return /^\.[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?$/i.test(rest);
}

function endOfHost(template: string): number {
  const begin = template.indexOf('://');
  if (begin < 0) return template.length;
  const end = template.slice(begin + 3).search(/[/?#]/);
  return end < 0 ? template.length : begin + 3 + end;
}
