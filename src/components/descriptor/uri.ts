import { replaceTemplates } from './template.ts';

/**
 * Why a text cannot be an endpoint's URI, as the end of a sentence; undefined where it can: an absolute http
 * or https URI, in which credential fields may stand as `{{NAME}}`.
 */
export function uriFault(uri: string): string | undefined {
  if (/[\s\p{Cc}\p{Cs}]/u.test(replaceTemplates(uri, 'x'))) return 'holds spaces or control characters';
  // A template at the start stands for scheme and host: `{{instance}}/oauth/token`.
  const filled = replaceTemplates(uri.replace(/^\{\{[^{}]{1,512}\}\}/, 'https://x'), 'x');
  if (!/^https?:\/\//i.test(filled) || !URL.canParse(filled)) return 'is not an absolute https or http URI';
  // RFC 6749 sections 3.1 and 3.2.
  return filled.includes('#') ? 'has a fragment, which an OAuth endpoint must not have' : undefined;
}
