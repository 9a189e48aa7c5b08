/** For a text field with code. */
export const MONOSPACE_INPUT = {
  htmlInput: { spellCheck: false, style: { fontFamily: 'ui-monospace, monospace' } },
};
