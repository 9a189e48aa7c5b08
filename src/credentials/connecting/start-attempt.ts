import type { SteppedContext } from '../../actions/index.ts';
import { AppError } from '../../errors.ts';
import { newId } from '../../system/ids.ts';
import { assertReturnUrl } from '../../tenants/index.ts';
import type { Credential } from '../definition/index.ts';
import { ATTEMPT_LIFETIME, insertAttempt, type ConnectionAttempt } from './attempt-store.ts';

/**
 * Checked before a connection is started in the browser.
 * @throws AppError connection_failed, return_url_not_allowed
 */
export async function assertMayUseBrowser(context: SteppedContext, returnUrl: string | null): Promise<void> {
  assertUser(context, 'authorization code');
  if (returnUrl !== null) await assertReturnUrl(context.db, returnUrl, '/data/attributes/return_url');
}

/** The attempt is finished with the permissions of the user who started it. @throws AppError connection_failed */
export function assertUser({ actor }: SteppedContext, grant: 'authorization code' | 'device code'): void {
  if (actor.id !== null) return;
  throw new AppError(
    'connection_failed',
    `An app cannot connect an account with the ${grant} grant. Start the connection as a user.`,
  );
}

export function newAttempt({ actor, db, now }: SteppedContext, credential: Credential): ConnectionAttempt {
  return {
    tenant_id: db.tenantId,
    id: newId(),
    credential_id: credential.id,
    credential_version: credential.version,
    state: 'pending',
    reason: null,
    reason_code: null,
    state_hash: null,
    code_verifier: null,
    dpop_key: null,
    redirect_uri: null,
    return_url: null,
    device_code: null,
    expires_at: now + ATTEMPT_LIFETIME,
    version: 1,
    created_at: now,
    updated_at: now,
    created_by: actor.id,
  };
}

/** Stores a new attempt. */
export async function begin(context: SteppedContext, attempt: ConnectionAttempt): Promise<void> {
  await context.commit(
    (db) => insertAttempt(db, attempt),
    () => ({
      type: 'credential',
      id: attempt.credential_id,
      details: { connection: attempt.id, state: 'started' },
    }),
  );
}
