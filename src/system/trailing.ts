/**
 * The text without this character at its end, however often it is repeated. Linear in the length of the text, unlike a
 * regular expression such as `/0+$/`, which is tried at each repetition.
 */
export function withoutTrailing(text: string, character: string): string {
  let end = text.length;
  while (text[end - 1] === character) end -= 1;
  return text.slice(0, end);
}
