/** The NAME of `{{NAME}}`, with optional spaces around it; undefined if the text is anything else. */
export function templateName(text: string): string | undefined {
  const inner = text.trim();
  if (!inner.startsWith('{{') || !inner.endsWith('}}') || inner.length > 512) return undefined;
  const name = inner.slice(2, -2).trim();
  return name === '' || /[{}\s]/.test(name) ? undefined : name;
}

/** Variable syntax of other tools, and `{{NAME}}` that is malformed or has text around it. */
const SIMILAR = [/\{\{|\}\}/, /^\$?\{[^{}]*\}$/, /^\$\(?[A-Z][A-Z0-9_]*\)?$/, /^%[A-Z][A-Z0-9_]*%$/];

/** Whether a text was meant as a template but is not a valid one: `{NAME}`, `${NAME}`, `$NAME`, `{{NAME}`. */
export function looksLikeTemplate(text: string): boolean {
  const inner = text.trim().slice(0, 512);
  return templateName(text) === undefined && SIMILAR.some((form) => form.test(inner));
}

/** Replaces every `{{NAME}}`. The pattern excludes braces, so that it never backtracks. */
export function replaceTemplates(text: string, replacement: string): string {
  return text.replace(/\{\{[^{}]{1,512}\}\}/g, replacement);
}
