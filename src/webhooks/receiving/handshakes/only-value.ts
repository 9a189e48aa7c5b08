/** The value of a parameter that was sent exactly once; a repeated one is an attack or an error. */
export function onlyValue(query: URLSearchParams, name: string): string | undefined {
  const [value, ...more] = query.getAll(name);
  return more.length === 0 ? value : undefined;
}
