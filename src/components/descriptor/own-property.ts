/** An own property's value, so that `constructor` and `__proto__` never return inherited values. */
export function own(object: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}
