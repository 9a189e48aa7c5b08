/** Whether both databases store a text and return it unchanged. PostgreSQL rejects NUL; both alter lone surrogates. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}
