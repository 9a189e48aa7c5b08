/** For the `inputRef` of a field with an example value: selects it, so that typing replaces it. */
export function selectWhenShown(input: HTMLInputElement | HTMLTextAreaElement | null): void {
  input?.focus();
  input?.select();
}
