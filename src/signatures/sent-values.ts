import type { BodyValues } from './body-values.ts';
import { headerOnce } from './header.ts';
import type { SignatureScheme } from './signature-scheme.ts';
import type { SentValue, SignedRequest } from './signed-request.ts';
import type { UrlValues } from './url-values.ts';
import { VerificationError } from './verification-error.ts';

/**
 * The values with signatures: one, or up to two if the scheme has a second header.
 * @throws VerificationError if the request has no signature
 */
export function sentValues(
  { header, secondHeader, pointer, field, query, separator }: SignatureScheme,
  headers: SignedRequest['headers'],
  body: BodyValues,
  url: UrlValues,
): SentValue[] {
  if (query !== undefined) return [found(`The query parameter ${query}`, url.parameter(query))];
  if (header === undefined) return [inBody(pointer, field, body)];
  const isSent = (name: string) => Object.hasOwn(headers, name) && headers[name] !== undefined;
  const names = secondHeader === undefined ? [header] : [header, secondHeader].filter(isSent);
  if (names.length === 0)
    throw new VerificationError(`The headers ${header} and ${secondHeader} are missing.`);
  return names.map((name) => ({ place: `The header ${name}`, text: headerOnce(headers, name, separator) }));
}

function inBody(pointer: string | undefined, field: string | undefined, body: BodyValues): SentValue {
  const place = pointer === undefined ? `The form field ${field}` : `The value at ${pointer} in the body`;
  return found(place, pointer === undefined ? body.field(field!) : body.textAt(pointer));
}

function found(place: string, text: string | undefined): SentValue {
  if (text === undefined || text === '') throw new VerificationError(`${place} is missing or empty.`);
  return { place, text };
}
