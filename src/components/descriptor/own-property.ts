/** An own property's value, so that `constructor` and `__proto__` never return inherited values. */
export function own(object: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The type of a value, for messages: "null", "an array", "a string". */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value)
    ? 'an array'
    : ({ object: 'an object' }[typeof value as string] ?? `a ${typeof value}`);
}
