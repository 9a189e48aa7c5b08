/** What the API has refused in a list: it says `/1: …` for the second item, one fault per line. */
export function faultsByItem(refusal: string | undefined): { at: Map<number, string>; loose: string[] } {
  const at = new Map<number, string>();
  const loose: string[] = [];
  for (const line of refusal?.split('\n') ?? []) {
    const [, index, message = ''] = /^\/(\d+)\b.*?: (.*)$/s.exec(line) ?? [];
    if (index === undefined) loose.push(line);
    else at.set(Number(index), message);
  }
  return { at, loose };
}
