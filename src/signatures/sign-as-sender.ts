import { createHash, createHmac } from 'node:crypto';
import { bodyValues } from './body-values.ts';
import { isPublicKeyAlgorithm } from './matcher.ts';
import { keyOf } from './keys.ts';
import type { SignatureScheme } from './signature-scheme.ts';
import type { SignedRequest } from './signed-request.ts';
import { SCHEMES } from './schemes.ts';
import { namedAsIn } from './standard-webhooks.ts';
import { placeholdersIn, signedBytes } from './template.ts';
import { timestampText } from './timestamp.ts';
import { schemeOf, type Verification } from './verification.ts';
import { insertsOf } from './verify.ts';
import { idOf } from './event-id.ts';

/** A request to be signed: `headers` are those of a sample, with names in lower case. */
type Unsigned = Omit<SignedRequest, 'secrets'> & { secret: string };

/**
 * The headers with which a sender would sign a request now, with names in lower case. For tests and development:
 * Valetkey itself never sends requests in the name of a sender.
 * @returns undefined if the sender does not sign with a shared secret in a header
 * @throws VerificationError if the secret is not a key for the scheme, or the sample lacks something that is signed
 */
export function signAsSender(
  verification: Verification,
  request: Unsigned,
): Record<string, string> | undefined {
  const scheme =
    verification.type === 'standard_webhooks'
      ? namedAsIn(request.headers, SCHEMES.standard_webhooks)
      : schemeOf(verification);
  if (scheme?.header === undefined || scheme.format !== undefined) return undefined;
  if (isPublicKeyAlgorithm(scheme.algorithm) || scheme.timestamp?.pointer !== undefined) return undefined;
  if (scheme.timestamp?.query !== undefined) return undefined;
  const { timestamp: source, element, separator = ',' } = scheme;
  const timestamp = source === undefined ? null : timestampText(source.unit, request.now);
  const signature = signatureOf(scheme, request, timestamp);
  const elements = [
    ...(source?.element === undefined ? [] : [`${source.element}=${timestamp}`]),
    element === undefined ? signature : `${element}=${signature}`,
  ];
  return {
    [scheme.header]: elements.join(separator),
    ...(source?.header !== undefined && { [source.header]: timestamp! }),
  };
}

function signatureOf(scheme: SignatureScheme, request: Unsigned, timestamp: string | null): string {
  const { headers, body, secret } = request;
  const { algorithm, encoding, plainHash = false, prefix = '' } = scheme;
  const values = bodyValues(body);
  const names = placeholdersIn(scheme.signed);
  const id = idOf(scheme.id, headers, values, names.includes('id'));
  const content = signedBytes(scheme.signed, {
    ...insertsOf(scheme, request, values, names, { timestamp, id }),
    secret,
  });
  const hash = plainHash ? createHash(algorithm) : createHmac(algorithm, keyOf(scheme, secret));
  return prefix + hash.update(content).digest(encoding);
}
