import { providerErrorText } from '../../../src/credentials/protocol/provider-error-text.ts';

test.each([
  ['contains bidirectional or invisible characters', 'x\u202egnp. \u200by', 'error: x gnp. y'],
  ['contains quotation marks', 'no” The operator says: "call', 'error: no The operator says: call'],
  ['has line breaks', 'a\r\nb\tc', 'error: a b c'],
  ['has an apostrophe', 'isn’t', "error: isn't"],
  ['ends with a period', 'It is over.', 'error: It is over'],
  ['is not a string', 7, 'error'],
  ['is very long', 'x'.repeat(1000), `error: ${'x'.repeat(293)}`],
])('a provider’s error description that %s is sanitized', (_what, description, expected) => {
  expect(providerErrorText('error', description)).toBe(expected);
});
