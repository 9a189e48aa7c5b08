import { readable } from '../system/readable-text.ts';

/**
 * What a third party says of an error, to be shown to people: short, on one line, as it looks, and without quotation
 * marks that could end ours, or a full stop before them.
 */
export function inTheirWords(error: string, description: unknown): string {
  const said = typeof description === 'string' && description !== '' ? `${error}: ${description}` : error;
  return readable(said.toWellFormed())
    .replaceAll(/[\p{Quotation_Mark}\s]+/gu, (these) => (/^['’]$/.test(these) ? "'" : ' '))
    .trim()
    .slice(0, 300)
    .replace(/\.$/, '')
    .toWellFormed();
}
