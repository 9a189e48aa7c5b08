/** The value of a parameter that was given once: twice is an attack or a fault, never a meaning. */
export function onlyValue(query: URLSearchParams, name: string): string | undefined {
  const [value, ...more] = query.getAll(name);
  return more.length === 0 ? value : undefined;
}
