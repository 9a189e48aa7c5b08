import { texts } from '../texts/index.ts';

const { non_expiring_tokens } = texts.resources.credentials.fields;

/** Replaces the attribute name in an API message by the field's label. */
export function withFieldLabels(sentence: string): string {
  return sentence.replaceAll('non_expiring_tokens', `“${non_expiring_tokens}”`);
}
