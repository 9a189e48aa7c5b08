import { AppError, combined } from '../errors.ts';
import type { HmacVerification } from '../schema/index.ts';
import { keyOf } from './keys.ts';
import { Refusal } from './refusal.ts';
import { templateFault, timestampFault } from './template.ts';
import { schemeOf, type Verification } from './verification.ts';

/** What they hold is told to nobody, or is HTTP's own (RFC 9110; RFC 9112). */
const NEVER_READ = [
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
 * A declared signature must be one that can be checked; of what the schema lets through, what it cannot see.
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
    .filter(([, name]) => name !== undefined && NEVER_READ.includes(name.toLowerCase()))
    .map(([at, name]) => [at, `The header ${name} is not for signatures: name the sender's own.`]);
}

function schemeFaults(verification: HmacVerification): Fault[] {
  const scheme = schemeOf(verification)!;
  const fault = templateFault(scheme);
  if (fault === undefined) return [];
  return [[fault === timestampFault(scheme) ? 'timestamp' : 'signed', fault]];
}

/**
 * Why a secret is none for this sender, in a sentence for whoever enters it; undefined when it is one. The sentence
 * holds nothing of the secret.
 */
export function secretFault(verification: Verification, secret: string): string | undefined {
  const { key = 'text', keyPrefix } = schemeOf(verification) ?? {};
  try {
    keyOf({ key, ...(keyPrefix !== undefined && { keyPrefix }) }, secret);
    return undefined;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const behind = keyPrefix === undefined ? '' : `, with or without ${keyPrefix} before it`;
    const form = key === 'text' ? 'text' : `${key}, padded as the sender shows it`;
    return `The secret must be ${form}${behind}. It must not be empty.`;
  }
}
