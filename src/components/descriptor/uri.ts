import { replaceTemplates } from './template.ts';

const NOT_ABSOLUTE = 'must be an absolute https or http URI';

/** Whether a URI has no scheme and host, such as `/oauth/token`. */
export function isRelative(uri: string): boolean {
  return uriFault(uri) === NOT_ABSOLUTE;
}

/**
 * Checks the URI of an endpoint: an absolute http or https URI that can contain credential fields as `{{NAME}}`.
 * @returns why it is invalid, as the end of a sentence; undefined if it is valid
 */
export function uriFault(uri: string): string | undefined {
  if (/[\s\p{Cc}\p{Cf}\p{Cs}]/u.test(replaceTemplates(uri, 'x')))
    return 'must not contain spaces or control characters';
  // A template at the start replaces scheme and host: `{{instance}}/oauth/token`.
  const filled = replaceTemplates(uri.replace(/^\{\{[^{}]{1,512}\}\}/, 'https://x'), 'x');
  if (!/^https?:\/\//i.test(filled) || !URL.canParse(filled)) return NOT_ABSOLUTE;
  // RFC 6749, sections 3.1 and 3.2.
  return filled.includes('#') ? 'must not have a fragment' : undefined;
}
