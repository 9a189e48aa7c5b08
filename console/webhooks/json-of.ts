/** The JSON value in a text; the text itself while it is not JSON, so that the API reports what is wrong with it. */
export function jsonOf(text: string): unknown {
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
