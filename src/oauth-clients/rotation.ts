import { AppError } from '../errors.ts';
import { timeOrNull } from '../system/clock.ts';

/**
 * Rotating a client secret. The provider may take a while to accept the new one everywhere, or accept the old one until
 * someone switches it off. So the replaced secret can be kept until a time, and is tried when the new one is refused.
 */
export interface PreviousSecret {
  /** Sealed. */
  previous_client_secret: string | null;
  /** Milliseconds since the epoch. */
  previous_client_secret_expires_at: number | null;
}

export const NO_PREVIOUS_SECRET: PreviousSecret = {
  previous_client_secret: null,
  previous_client_secret_expires_at: null,
};

/** What a request says about the secrets of a client. */
export interface SecretChange {
  client_secret?: string | null;
  previous_client_secret_expires_at?: string | null;
}

interface Held extends Partial<PreviousSecret> {
  sealed_secret: string | null;
}

interface Rotation {
  now: number;
  /** Whether the client, and where its secret is sent, stay the same. */
  isSameClient: boolean;
  openSecret(sealed: string): Promise<string>;
  sealPrevious(secret: string): Promise<string>;
}

const DAY = 86_400_000;
const MAX_OVERLAP = 90 * DAY;

/** The previous secret while it is still tried. @returns the sealed secret; null if it has expired or was never kept */
export function previousSecretAt(
  { previous_client_secret = null, previous_client_secret_expires_at: end = null }: Partial<PreviousSecret>,
  now: number,
): string | null {
  return end !== null && end > now ? previous_client_secret : null;
}

/**
 * The previous secret after a change of the client.
 * @throws AppError validation_failed if the time is not in the next 90 days, or there is no secret to keep
 */
export async function previousSecretAfter(
  held: Held,
  { client_secret: secret, previous_client_secret_expires_at: until }: SecretChange,
  rotation: Rotation,
): Promise<PreviousSecret> {
  const shown = timeOrNull(held.previous_client_secret_expires_at ?? null);
  // Clients that send back what they read may send a time that has just passed.
  if (secret === undefined && until === shown) return kept(held, undefined, rotation);
  const end = endOf(until, rotation.now);
  if (secret === undefined) return kept(held, end, rotation);
  if (end === undefined || end === null) return NO_PREVIOUS_SECRET;
  if (secret === null || held.sealed_secret === null)
    throw refusal('There is no secret to replace. Omit previous_client_secret_expires_at.');
  if (!rotation.isSameClient) throw refusal(ANOTHER_CLIENT);
  const replaced = await rotation.openSecret(held.sealed_secret);
  // A repeated request must not lose the secret that the first one replaced.
  if (replaced === secret) return kept(held, end, rotation);
  return {
    previous_client_secret: await rotation.sealPrevious(replaced),
    previous_client_secret_expires_at: end,
  };
}

/** @param end undefined to leave it as it is */
function kept(held: Held, end: number | null | undefined, { now, isSameClient }: Rotation): PreviousSecret {
  const sealed = isSameClient ? previousSecretAt(held, now) : null;
  if (sealed === null && typeof end === 'number')
    throw refusal(
      'There is no previous client secret. Send a new client_secret in the same request, or omit previous_client_secret_expires_at.',
    );
  if (sealed === null || end === null) return NO_PREVIOUS_SECRET;
  return {
    previous_client_secret: sealed,
    previous_client_secret_expires_at: end ?? held.previous_client_secret_expires_at!,
  };
}

function endOf(until: string | null | undefined, now: number): number | null | undefined {
  if (until === undefined || until === null) return until;
  const end = Date.parse(until);
  if (end > now && end <= now + MAX_OVERLAP) return end;
  throw refusal(
    'previous_client_secret_expires_at must be a time in the next 90 days. To end the overlap now, send null.',
  );
}

const ANOTHER_CLIENT =
  'The previous client secret cannot be kept, because the client or the URL that receives the secret changes, or has changed since the secret was entered. Omit previous_client_secret_expires_at.';

function refusal(detail: string): AppError {
  return new AppError('validation_failed', detail, {
    source: { pointer: '/data/attributes/previous_client_secret_expires_at' },
  });
}

/** What the audit log says about a change of the secrets. */
export function secretDetails(change: SecretChange, after: Partial<PreviousSecret>): Record<string, unknown> {
  const { client_secret, previous_client_secret_expires_at: until } = change;
  if (client_secret === undefined && until === undefined) return {};
  return {
    ...(client_secret !== undefined && { client_secret_changed: true }),
    previous_client_secret_expires_at: timeOrNull(after.previous_client_secret_expires_at ?? null),
  };
}
