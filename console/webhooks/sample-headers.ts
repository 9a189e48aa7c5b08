/** Headers as text, one per line. */
export function writeHeaders(headers: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
}

/** @returns the headers, and the number of the first line that is not one */
export function readHeaders(text: string): { headers: Record<string, string>; wrong: number | undefined } {
  const headers: [string, string][] = [];
  let wrong: number | undefined;
  text.split('\n').forEach((line, index) => {
    if (line.trim() === '') return;
    const [, name, value] = /^\s*([!#$%&'*+.^_`|~0-9A-Za-z-]{1,100})\s*:\s*(.*?)\s*$/.exec(line) ?? [];
    if (name === undefined) wrong ??= index + 1;
    else headers.push([name, value!]);
  });
  return { headers: Object.fromEntries(headers), wrong };
}
