/** The typeface of IDs, secrets and code. */
export const MONOSPACE = "'JetBrains Mono Variable', ui-monospace, monospace";

/** For a text field with code. */
export const MONOSPACE_INPUT = { htmlInput: { spellCheck: false, style: { fontFamily: MONOSPACE } } };
