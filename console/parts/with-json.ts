/** Converts the text of a JSON field to the value a form sends. */
export function withJson(field: string) {
  return (values: Record<string, unknown>): Record<string, unknown> => {
    const text = values[field];
    if (typeof text !== 'string') return values;
    return { ...values, [field]: text.trim() === '' ? {} : (JSON.parse(text) as object) };
  };
}
