import { createHash } from 'node:crypto';
import { bodyValues, type BodyValues } from './body-values.ts';
import { contentDigest } from './content-digest.ts';
import { idOf } from './event-id.ts';
import { headerOnce, signatureTexts } from './header.ts';
import { listedHeaders } from './header-list.ts';
import { matcherOf } from './matcher.ts';
import { sentValues } from './sent-values.ts';
import type { SignatureScheme } from './signature-scheme.ts';
import type { Proof, SentValue, SignedRequest, Verdict } from './signed-request.ts';
import { templateFault } from './scheme-faults.ts';
import { bodyHashIn, headerIn, headerListIn, placeholdersIn, signedBytes, type Inserts } from './template.ts';
import { checkAge, timestampOf } from './timestamp.ts';
import { urlValues } from './url-values.ts';
import { VerificationError } from './verification-error.ts';

/** More than any sender needs while it rotates its secret. */
const MAX_SIGNATURES = 20;

/**
 * Whether one of the signatures was made with one of the secrets, and recently enough. Anything ambiguous is rejected.
 */
export function verify(scheme: SignatureScheme, request: SignedRequest): Verdict {
  try {
    return { valid: true, ...proofOf(scheme, request) };
  } catch (error) {
    if (error instanceof VerificationError) return { valid: false, reason: error.message };
    throw error;
  }
}

/** `verify` for a caller that handles the reason as an error. @throws VerificationError */
export function proofOf(scheme: SignatureScheme, request: SignedRequest): Proof {
  const { headers, body, secrets, now } = request;
  const fault = templateFault(scheme);
  if (fault !== undefined) throw new VerificationError(fault);
  const matches = matcherOf(scheme, secrets);
  const values = bodyValues(body);
  const target = urlValues(request.url, scheme.query);
  const sent = sentValues(scheme, headers, values, target);
  const signatures = signaturesOf(scheme, sent, matches.decode);
  const timestamp = timestampOf(scheme, headers, sent, values, target);
  if (timestamp !== null) checkAge(scheme.timestamp!, timestamp, now);
  const names = placeholdersIn(scheme.signed);
  const id = idOf(scheme.id, headers, values, names.includes('id'));

  const inserts = insertsOf(scheme, request, values, names, { timestamp, id });
  const content = (secret: string) => signedBytes(scheme.signed, { ...inserts, secret });
  if (!matches.any(signatures, content))
    throw new VerificationError(
      'No signature matches: the secret is different, or the request was modified in transit.',
    );
  return { id, timestamp, covered: contentDigest(content('')) };
}

/** The signatures in binary. One that cannot be decoded makes the request invalid, even if another would match. */
function signaturesOf(
  scheme: SignatureScheme,
  sent: readonly SentValue[],
  decode: (text: string) => Buffer | undefined,
): Buffer[] {
  const texts = sent.flatMap((value) =>
    signatureTexts(scheme, value).map((text) => ({ text, place: value.place })),
  );
  if (texts.length > MAX_SIGNATURES)
    throw new VerificationError(`${sent[0]!.place} contains more than ${MAX_SIGNATURES} signatures.`);
  return texts.map(({ text, place }) => {
    const bytes = decode(text);
    if (bytes !== undefined) return bytes;
    const kind = `${scheme.algorithm} ${scheme.algorithm.startsWith('sha') ? 'digest' : 'signature'}`;
    throw new VerificationError(`${place} contains something that is not a ${kind} in ${scheme.encoding}.`);
  });
}

/** The values of the placeholders of a template, except {secret}. @throws VerificationError */
export function insertsOf(
  scheme: SignatureScheme,
  { headers, body, method, url }: Pick<SignedRequest, 'headers' | 'body' | 'method' | 'url'>,
  values: BodyValues,
  names: readonly string[],
  { timestamp, id }: { timestamp: string | null; id: string | null },
): Inserts {
  const target = urlValues(url, scheme.query);
  const { request_target, path, query, sorted_query } = target;
  const named = names.flatMap((name): [string, string][] => {
    const hash = bodyHashIn(name);
    if (hash !== undefined) return [[name, createHash(hash.algorithm).update(body).digest(hash.encoding)]];
    const list = headerListIn(name);
    if (list !== undefined) return [[name, listedHeaders(scheme, headers, list)]];
    if (name === 'params') return [[name, target.params()]];
    const header = headerIn(name);
    if (header !== undefined) return [[name, asciiHeader(headers, header)]];
    if (name.startsWith('/')) return [[name, values.textAt(name) ?? '']];
    return name === 'form' ? [[name, values.sortedForm(scheme.field)]] : [];
  });
  return {
    ...Object.fromEntries(named),
    body,
    method,
    url: urlOf(scheme, url),
    request_target,
    path,
    query,
    sorted_query,
    timestamp: timestamp ?? '',
    id: id ?? '',
  };
}

/** Node reads headers as Latin-1, so for other characters we would have to guess which bytes were signed. */
function asciiHeader(headers: SignedRequest['headers'], name: string): string {
  const value = headerOnce(headers, name);
  if (/^[\x20-\x7e]+$/.test(value)) return value;
  throw new VerificationError(`The header ${name} contains characters that are not ASCII.`);
}

function urlOf({ urlDecoded = [] }: SignatureScheme, url: string): string {
  // One pass over complete escapes, so that decoding one never creates another.
  return url.replaceAll(/%[0-9A-Fa-f]{2}/g, (escape) =>
    urlDecoded.includes(escape) ? decodeURIComponent(escape) : escape,
  );
}
