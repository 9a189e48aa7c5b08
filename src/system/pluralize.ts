/** A count with its noun: `1 flow includes`, `2 flows include`. `many` defaults to `one` with an s. */
export function pluralize(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
