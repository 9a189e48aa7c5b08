/** React-admin puts this in front of the messages of validators, and encodes them as JSON, to translate them. */
const MARK = '@@react-admin@@';

/** The text of a field's error. */
export function errorText(message = ''): string {
  if (!message.startsWith(MARK)) return message;
  const encoded: unknown = JSON.parse(message.slice(MARK.length));
  return typeof encoded === 'string' ? encoded : String((encoded as { message?: string }).message);
}
