/** As the `inputRef` of a field that begins with an example: it is selected, so that typing replaces it. */
export function selectWhenShown(input: HTMLInputElement | HTMLTextAreaElement | null): void {
  input?.focus();
  input?.select();
}
