/** The NAME of a text that is `{{NAME}}` and nothing more; spaces around the name are tolerated. */
export function templateName(text: string): string | undefined {
  const inner = text.trim();
  if (!inner.startsWith('{{') || !inner.endsWith('}}') || inner.length > 512) return undefined;
  const name = inner.slice(2, -2).trim();
  return name === '' || /[{}\s]/.test(name) ? undefined : name;
}

/** The text with every `{{NAME}}` replaced. The class excludes braces, so that no input makes it backtrack. */
export function replaceTemplates(text: string, replacement: string): string {
  return text.replace(/\{\{[^{}]{1,512}\}\}/g, replacement);
}
