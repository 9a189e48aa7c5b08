import { replaceMisleading } from '../../system/readable-text.ts';

/**
 * A provider's error and its description, safe to show in quotation marks: short, on one line, without invisible
 * characters, quotation marks or a trailing period.
 */
export function providerErrorText(error: string, description: unknown): string {
  const text = typeof description === 'string' && description !== '' ? `${error}: ${description}` : error;
  return replaceMisleading(text.toWellFormed())
    .replaceAll(/[\p{Quotation_Mark}\s]+/gu, (match) => (/^['’]$/.test(match) ? "'" : ' '))
    .trim()
    .slice(0, 300)
    .replace(/\.$/, '')
    .toWellFormed();
}
