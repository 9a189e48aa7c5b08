/** The delivery settings of a flow, as the form has them: what was typed may not be valid yet. */
export type Delivery = Record<string, unknown>;

/** @returns undefined if the text is not a JSON object; an empty object for no text */
export function readDelivery(text: string): Delivery | undefined {
  if (text.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** @returns no text if there are no settings */
export function writeDelivery(delivery: Delivery): string {
  return Object.keys(delivery).length === 0 ? '' : JSON.stringify(delivery, null, 2);
}

/** A copy with another value of a member; without the member, if the value is undefined. */
export function withMember(delivery: Delivery, name: string, value: unknown): Delivery {
  const { [name]: _, ...others } = delivery;
  return value === undefined ? others : { ...others, [name]: value };
}

export function objectAt(delivery: Delivery, name: string): Delivery {
  const value = delivery[name];
  return isObject(value) ? value : {};
}

function isObject(value: unknown): value is Delivery {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Nothing for an empty field. What is no number stays as it is, so that the API says what is wrong with it. */
export function numberTyped(typed: string): number | string | undefined {
  const trimmed = typed.trim();
  if (trimmed === '') return undefined;
  return /^\d{1,9}$/.test(trimmed) ? Number(trimmed) : trimmed;
}

/** `10, 60` → `[10, 60]`, also with spaces only. */
export function scheduleTyped(typed: string): unknown {
  const parts = typed.split(/[\s,]+/).filter((part) => part !== '');
  if (parts.length === 0) return undefined;
  return parts.every((part) => /^\d{1,9}$/.test(part)) ? parts.map(Number) : typed;
}

/** One header per line, as in `X-Source: valetkey`. A line without a colon is a header without a value. */
export function headersTyped(typed: string): Record<string, string> | undefined {
  const lines = typed.split('\n').filter((line) => line.trim() !== '');
  if (lines.length === 0) return undefined;
  return Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return colon === -1 ? [line.trim(), ''] : [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
    }),
  );
}

/** The reverse of the functions above: what a field shows for a value. */
export function shownAs(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.join(', ');
  if (isObject(value))
    return Object.entries(value)
      .map(([name, content]) => `${name}: ${String(content)}`)
      .join('\n');
  return String(value as string | number | boolean);
}
