/** `{{name}}` as in component.json, or `{name}` as in the provider catalog. */
export const PLACEHOLDER = /\{\{\s*([\w.-]+)\s*\}\}|\{([\w.-]+)\}/g;

/**
 * Whether the placeholders of a URL template cannot change its host or port, because at least two domain labels follow
 * the last placeholder.
 */
export function hostIsFixed(template: string): boolean {
  const host = template.slice(0, endOfHost(template)).replace(/^[a-z]+:\/\//i, '');
  const last = [...host.matchAll(PLACEHOLDER)].at(-1);
  if (last === undefined) return true;
  const rest = host.slice(last.index + last[0].length);
  return /^\.[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?$/i.test(rest);
}

/** The offset where the host of a URL template ends. */
export function endOfHost(template: string): number {
  const begin = template.indexOf('://');
  if (begin < 0) return template.length;
  const end = template.slice(begin + 3).search(/[/?#]/);
  return end < 0 ? template.length : begin + 3 + end;
}
