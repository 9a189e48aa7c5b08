import { texts } from '../texts/index.ts';

const { non_expiring_tokens } = texts.resources.credentials.fields;

/** A sentence of the API, with the setting that it names called as the form calls it. */
export function byLabel(sentence: string): string {
  return sentence.replaceAll('non_expiring_tokens', `“${non_expiring_tokens}”`);
}
