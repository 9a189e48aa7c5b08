import type { SteppedAction } from '../../actions/index.ts';
import { AlreadyUsedError, AppError } from '../../errors.ts';
import { findCredential } from '../definition/index.ts';
import { reasonOf, type Reason } from '../protocol/index.ts';
import { consumeAttempt, CONSUMED, type ConnectionAttempt } from './attempt-store.ts';
import { changed, complete, failAttempt } from './complete.ts';
import type { ConnectParts } from './connect.ts';

/** The parameters of a provider's redirect (RFC 6749, 4.1.2; RFC 9207). */
export interface ProviderRedirect {
  attempt: ConnectionAttempt;
  code: string | null;
  /** Why the provider refused. */
  refusal: Reason | null;
  iss: string | null;
}

const EXPIRED: Reason = {
  text: 'Authorization took too long. Connect the account again.',
  code: 'returned_too_late',
};
const CODE_MISSING: Reason = {
  text: 'The provider redirected back without an authorization code. Connect the account again.',
  code: 'provider_refused',
};
const ISSUER_MISMATCH: Reason = {
  text: "The iss in the provider's redirect does not match the credential's issuer. Check issuer, then connect the account again.",
  code: 'issuer_mismatch',
};
const INTERNAL_ERROR: Reason = {
  text: 'Connecting failed because of an internal error. Connect the account again.',
  code: 'internal_error',
};

/** Finishes an attempt after the provider's redirect, with the current permissions of the user who started it. */
export function createFinish(parts: ConnectParts): SteppedAction<ProviderRedirect, ConnectionAttempt> {
  const { configure, secrets } = parts;
  return {
    name: 'connections.finish',
    permission: 'tenants.credentials.edit',
    writes: 'in steps',
    async run(context, { attempt, code, refusal, iss }) {
      const { db, now } = context;
      const consumed = await context.commit(
        (transaction) => consumeAttempt(transaction, attempt, now),
        () => null,
      );
      if (!consumed)
        throw new AlreadyUsedError('This connection attempt has already been used. Start a new one.');
      const used = { ...attempt, version: CONSUMED };
      if (attempt.expires_at <= now) return failAttempt(context, used, EXPIRED);
      if (refusal !== null) return failAttempt(context, used, refusal);
      if (code === null) return failAttempt(context, used, CODE_MISSING);
      try {
        const credential = await findCredential(db, attempt.credential_id);
        if (credential === undefined || credential.version !== attempt.credential_version) throw changed();
        const configuration = await configure(db, credential);
        const { issuer } = configuration.endpoints;
        if (iss !== null && issuer !== undefined && iss !== issuer)
          return await failAttempt(context, used, ISSUER_MISMATCH);
        const key = { tenantId: db.tenantId, id: attempt.id };
        const code_verifier =
          attempt.code_verifier === null ? null : await secrets.openCodeVerifier(key, attempt.code_verifier);
        const grant = {
          grant_type: 'authorization_code',
          code,
          redirect_uri: attempt.redirect_uri!,
          code_verifier,
        } as const;
        return await complete(parts, context, { credential, configuration, attempt: used, grant });
      } catch (failure) {
        if (failure instanceof AppError) return failAttempt(context, used, reasonOf(failure));
        // If this cannot be stored either, the attempt shows as failed after MAX_COMPLETION_TIME.
        await failAttempt(context, used, INTERNAL_ERROR).catch(() => undefined);
        throw failure;
      }
    },
  };
}
