/**
 * What a third party says of an error, to be shown to people: short, on one line, without quotation marks that could
 * end ours.
 */
export function inTheirWords(error: string, description: unknown): string {
  const said = typeof description === 'string' && description !== '' ? `${error}: ${description}` : error;
  return said
    .toWellFormed()
    .replaceAll(/[\p{Cc}"\s]+/gu, ' ')
    .trim()
    .slice(0, 300)
    .toWellFormed();
}
