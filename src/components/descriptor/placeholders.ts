/** `{{name}}` as a component.json writes it, `{name}` as the catalogue of providers does. */
export const PLACEHOLDER = /\{\{\s*([\w.-]+)\s*\}\}|\{([\w.-]+)\}/g;

/**
 * True when whoever fills the template cannot choose the host or its port: at least two labels are written after
 * the last placeholder there.
 */
export function hostIsFixed(template: string): boolean {
  const host = template.slice(0, endOfHost(template)).replace(/^[a-z]+:\/\//i, '');
  const last = [...host.matchAll(PLACEHOLDER)].at(-1);
  if (last === undefined) return true;
  const rest = host.slice(last.index + last[0].length);
  return /^\.[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?$/i.test(rest);
}

/** Where the host of a URL template ends, and its path begins. */
export function endOfHost(template: string): number {
  const begin = template.indexOf('://');
  if (begin < 0) return template.length;
  const end = template.slice(begin + 3).search(/[/?#]/);
  return end < 0 ? template.length : begin + 3 + end;
}
