/** Fills the placeholders of a text. Values are inserted verbatim. */
export function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/%\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}
