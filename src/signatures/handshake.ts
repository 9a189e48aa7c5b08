import { AppError } from '../errors.ts';
import type {
  BodyChallenge,
  CloudEventsHandshake,
  GetChallenge,
  NamedHandshake,
  NoService,
  SnsSubscription,
} from '../schema/index.ts';
import { FORBIDDEN_HEADERS } from './forbidden-headers.ts';
import type { Verification } from './verification.ts';

/** A value that `schemas/webhook-handshake.json` allows. */
export type Handshake =
  NoService | NamedHandshake | GetChallenge | BodyChallenge | CloudEventsHandshake | SnsSubscription;

/**
 * Checks a declared handshake beyond what the schema checks.
 * @param pointer to the handshake in the document
 * @throws AppError validation_failed
 */
export function assertHandshake(handshake: Handshake, pointer: string): void {
  if (handshake.type === 'body_challenge') assertCondition(handshake.when, `${pointer}/when`);
  if (handshake.type !== 'get_challenge') return;
  const { query, header } = handshake;
  if ((query === undefined) === (header === undefined))
    throw fault('Set either query or header, depending on where the sender sends the challenge.', pointer);
  if (header !== undefined && FORBIDDEN_HEADERS.includes(header.toLowerCase()))
    throw fault(
      `The header ${header} cannot be returned. Use the header in which the sender sends the challenge.`,
      `${pointer}/header`,
    );
}

function assertCondition(when: BodyChallenge['when'], pointer: string): void {
  if (when !== undefined && (when.member === undefined) === (when.header === undefined))
    throw fault('Set either member or header, depending on what distinguishes the request.', pointer);
}

/** Whether the webhook gets its secret in the handshake, so that it can be created without one. */
export function setsSecret(handshake: Handshake | undefined): boolean {
  return handshake?.type === 'hook_secret' || handshake?.type === 'verification_token';
}

/**
 * Why a handshake cannot be used with a verification, as a sentence; undefined if it can. The response to `crc_token` is
 * a valid signature of that token, so only a sender that signs just the body can be told apart from it.
 */
export function handshakeFault(
  handshake: Handshake,
  verification: Verification | undefined,
): string | undefined {
  if (handshake.type !== 'crc' || verification === undefined) return undefined;
  if (verification.type === 'hmac' && verification.signed === '{body}') return undefined;
  return 'The handshake "crc" requires a webhook_event_verification of type hmac with signed "{body}". Change it, or choose another handshake.';
}

function fault(detail: string, pointer: string): AppError {
  return new AppError('validation_failed', detail, { source: { pointer } });
}
