import { AppError, combined } from '../errors.ts';
import type { HmacVerification } from '../schema/index.ts';
import { keyOf } from './keys.ts';
import { VerificationError } from './verification-error.ts';
import { templateFault, timestampFault } from './template.ts';
import { schemeOf, type Verification } from './verification.ts';

/** These headers contain secrets, or belong to HTTP itself (RFC 9110; RFC 9112). */
const FORBIDDEN_HEADERS = [
  'authorization',
  'proxy-authorization',
  'cookie',
  'host',
  'content-length',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'upgrade',
  'expect',
  'te',
  'trailer',
];

/**
 * Checks that a declared signature can be verified, beyond what the schema checks.
 * @param pointer to the verification in the document
 * @throws AppError validation_failed with one fault per error
 */
export function assertVerification(verification: Verification, pointer: string): void {
  if (verification.type !== 'hmac') return;
  const faults = [...headerFaults(verification), ...schemeFaults(verification)].map(
    ([at, detail]) => new AppError('validation_failed', detail, { source: { pointer: `${pointer}/${at}` } }),
  );
  if (faults.length > 0) throw combined(faults);
}

type Fault = [at: string, detail: string];

function headerFaults({ header, id_header, timestamp, headers = [] }: HmacVerification): Fault[] {
  const named: [at: string, name: string | undefined][] = [
    ['header', header],
    ['id_header', id_header],
    ['timestamp/header', timestamp?.header],
    ...headers.map((name, index): Fault => [`headers/${index}`, name]),
  ];
  return named
    .filter(([, name]) => name !== undefined && FORBIDDEN_HEADERS.includes(name.toLowerCase()))
    .map(([at, name]) => [
      at,
      `The header ${name} cannot be used for verification. Use a header that the sender sets.`,
    ]);
}

function schemeFaults(verification: HmacVerification): Fault[] {
  const scheme = schemeOf(verification)!;
  const fault = templateFault(scheme);
  if (fault === undefined) return [];
  return [[fault === timestampFault(scheme) ? 'timestamp' : 'signed', fault]];
}

/**
 * Why a secret is invalid for this sender, as a sentence for the person who enters it; undefined if it is valid. The
 * sentence contains nothing of the secret.
 */
export function secretFault(verification: Verification, secret: string): string | undefined {
  const { key = 'text', keyPrefix } = schemeOf(verification) ?? {};
  try {
    keyOf({ key, ...(keyPrefix !== undefined && { keyPrefix }) }, secret);
    return undefined;
  } catch (error) {
    if (!(error instanceof VerificationError)) throw error;
    const prefix = keyPrefix === undefined ? '' : `, with or without the prefix ${keyPrefix}`;
    const form = key === 'text' ? 'text' : `${key} with its padding, as the sender shows it`;
    return `The secret must be ${form}${prefix}. It must not be empty.`;
  }
}
