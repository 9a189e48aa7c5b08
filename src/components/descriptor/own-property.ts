/** A key's own value: `constructor` and `__proto__` are what the file says, never what JavaScript inherits. */
export function own(object: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a value is, in a word for messages. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value)
    ? 'an array'
    : ({ object: 'an object' }[typeof value as string] ?? `a ${typeof value}`);
}
