import { constantTimeIncludes } from '../crypto/index.ts';
import { readBasic } from '../http/index.ts';
import type { TokenVerification } from '../schema/index.ts';
import { bodyValues } from './body-values.ts';
import { idOf } from './event-id.ts';
import { headerOnce } from './header.ts';
import { headerFaults, keptHeaders, type Fault } from './header-faults.ts';
import type { SignedRequest } from './signed-request.ts';
import { VerificationError } from './verification-error.ts';
import { idSource } from './verification.ts';

/**
 * Checks the secret that the sender sends itself: in a header, in the query, or as the password of HTTP Basic
 * (RFC 7617). It identifies the sender, but covers nothing of the request.
 * @returns the ID of the event, which anyone who knows the secret can choose
 * @throws VerificationError
 */
export function checkToken(verification: TokenVerification, request: SignedRequest): string | null {
  const { headers, body, secrets } = request;
  if (secrets.length === 0 || secrets.includes(''))
    throw new VerificationError('There is no secret to compare with.');
  if (!constantTimeIncludes(secrets, sentToken(verification, request)))
    throw new VerificationError(`The secret in ${placeOf(verification)} is not the secret of this webhook.`);
  return idOf(idSource(verification), headers, bodyValues(body), false);
}

/** @throws VerificationError if the request has no such secret, or more than one */
function sentToken(verification: TokenVerification, { headers, url }: SignedRequest): string {
  const { header, query, username, prefix = '' } = verification;
  if (query !== undefined) return onlyParameter(url, query);
  if (username !== undefined) return basicPassword(headers, username);
  const name = header!.toLowerCase();
  const value = headerOnce(headers, name);
  if (value.startsWith(prefix)) return value.slice(prefix.length);
  throw new VerificationError(`The header ${name} does not begin with ${prefix}.`);
}

function onlyParameter(url: string, name: string): string {
  const [value, ...more] = new URL(url).searchParams.getAll(name);
  if (value === undefined || value === '')
    throw new VerificationError(`The query parameter ${name} is missing or empty.`);
  if (more.length > 0) throw new VerificationError(`The query parameter ${name} was sent more than once.`);
  return value;
}

function basicPassword(headers: SignedRequest['headers'], username: string): string {
  const basic = readBasic(headerOnce(headers, 'authorization'));
  if (basic === undefined)
    throw new VerificationError('The header authorization does not contain Basic credentials.');
  if (constantTimeIncludes([username], basic.name)) return basic.password;
  throw new VerificationError('The user name in the header authorization is a different one.');
}

function placeOf({ header, query }: TokenVerification): string {
  if (query !== undefined) return `the query parameter ${query}`;
  return `the header ${header?.toLowerCase() ?? 'authorization'}`;
}

/** What is wrong with a declared token, beyond what the schema checks. */
export function tokenFaults(verification: TokenVerification): Fault[] {
  const { header, query, username, prefix, id_header } = verification;
  const kept = keptHeaders(verification);
  const faults = headerFaults([
    ...(id_header === undefined ? [] : [['id_header', id_header] as Fault]),
    ...kept,
  ]);
  if (header !== undefined) faults.push(...headerFaults([['header', header]], 'authorization'));
  if ([header, query, username].filter((place) => place !== undefined).length !== 1)
    faults.push(['', 'Set exactly one of header, query and username to where the sender puts the secret.']);
  if (prefix !== undefined && header === undefined)
    faults.push(['prefix', 'prefix is only allowed with header. Leave it out.']);
  for (const [at, name] of kept)
    if (name.toLowerCase() === header?.toLowerCase())
      faults.push([at, `The header ${name} contains the secret, which must not be stored. Leave it out.`]);
  return faults;
}

/** Whether the sender can send this secret. */
export function isSendable({ query }: TokenVerification, secret: string): boolean {
  // A comma and a space would look like two headers.
  return query !== undefined || (/^[\x20-\x7e]+$/.test(secret) && !secret.includes(', '));
}
