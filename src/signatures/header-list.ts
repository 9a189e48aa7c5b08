import { headerOnce } from './header.ts';
import type { SignatureScheme } from './signature-scheme.ts';
import type { SignedRequest } from './signed-request.ts';
import { VerificationError } from './verification-error.ts';

/** More than any sender signs. */
const MAX_HEADERS = 50;

/**
 * The headers that the header `list` names, separated by commas: each as `name:value`, with the name in lower case,
 * sorted by name, and joined with `;`. The sender chooses what it signs, so the list itself must be signed, and
 * everything that this server relies on.
 * @throws VerificationError
 */
export function listedHeaders(
  { timestamp, id }: Pick<SignatureScheme, 'timestamp' | 'id'>,
  headers: SignedRequest['headers'],
  list: string,
): string {
  const names = headerOnce(headers, list)
    .split(',')
    .map((name) => name.trim().toLowerCase());
  if (names.length > MAX_HEADERS || new Set(names).size !== names.length)
    throw new VerificationError(`The header ${list} has more than ${MAX_HEADERS} names, or repeats one.`);
  for (const needed of [list, timestamp?.header, id?.header])
    if (needed !== undefined && !names.includes(needed))
      throw new VerificationError(`The header ${list} does not name ${needed}, which must be signed.`);
  return names
    .toSorted()
    .map((name) => `${name}:${valueOf(name, names, headers)}`)
    .join(';');
}

function valueOf(name: string, names: readonly string[], headers: SignedRequest['headers']): string {
  const value = headerOnce(headers, name, ', ').trim();
  if (!/^[\x20-\x7e]*$/.test(value))
    throw new VerificationError(`The header ${name} contains characters that are not ASCII.`);
  // Otherwise, the end of one value could be moved to the beginning of the next.
  if (names.some((other) => value.includes(`;${other}:`)))
    throw new VerificationError(`The header ${name} contains the name of another signed header.`);
  return value;
}
