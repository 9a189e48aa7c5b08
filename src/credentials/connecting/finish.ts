import type { SteppedAction } from '../../actions/index.ts';
import { AlreadyUsedError, AppError } from '../../errors.ts';
import type { TenantDb } from '../../db/index.ts';
import { findCredential, type Credential } from '../definition/index.ts';
import { isReadable } from '../../system/readable-text.ts';
import {
  providerErrorText,
  reasonOf,
  reasonOfError,
  scopesIn,
  secretsOf,
  type Reason,
} from '../protocol/index.ts';
import { accountValuesIn, own, type RedirectQuery } from './account-values.ts';
import { finishOauth1 } from './oauth1.ts';
import { withKeyOf } from './attempt-key.ts';
import { isSignedByShopify } from './redirect-signature.ts';
import { consumeAttempt, CONSUMED, type ConnectionAttempt } from './attempt-store.ts';
import { changed, complete, failAttempt } from './complete.ts';
import type { ConnectParts } from './connect.ts';

export interface ProviderRedirect {
  attempt: ConnectionAttempt;
  query: RedirectQuery;
}

const EXPIRED: Reason = {
  text: 'Authorization took too long. Connect the account again.',
  code: 'returned_too_late',
};
const CONSENT_ONLY: Reason = {
  text: 'An administrator consented, but nobody signed in, because authorization_url is for consent only. With a URL for signing in, connect the account again. With client_credentials, the consent is enough.',
  code: 'provider_refused',
};
const INSTALLATION_REQUESTED: Reason = {
  text: 'The installation of the app was requested, and an owner of the organization must approve it. Connect the account again afterwards.',
  code: 'provider_refused',
};
const CODE_MISSING: Reason = {
  text: 'The provider redirected back without an authorization code. Connect the account again.',
  code: 'provider_refused',
};
const ISSUER_MISMATCH: Reason = {
  text: "The iss in the provider's redirect does not match the credential's issuer. Check issuer, then connect the account again.",
  code: 'issuer_mismatch',
};
const NOT_AUTHENTIC: Reason = {
  text: "The provider's redirect is not signed with the client secret. Check the client secret, then connect the account again.",
  code: 'redirect_not_authentic',
};
const INTERNAL_ERROR: Reason = {
  text: 'Connecting failed because of an internal error. Connect the account again.',
  code: 'internal_error',
};

/** Finishes an attempt after the provider's redirect, with the current permissions of the user who started it. */
export function createFinish(parts: ConnectParts): SteppedAction<ProviderRedirect, ConnectionAttempt> {
  const { configure, secrets } = parts;

  /** The provider's own names for access_denied. A refusal is shown even if the settings are invalid by now. */
  async function denialErrorsOf(
    db: TenantDb,
    credential: Credential | undefined,
  ): Promise<readonly string[]> {
    if (credential === undefined) return [];
    const found = await configure(db, credential).catch((error: unknown) => {
      if (error instanceof AppError) return undefined;
      throw error;
    });
    return found?.settings.callback?.denial_errors ?? [];
  }

  return {
    name: 'connections.finish',
    permission: 'tenants.credentials.edit',
    writes: 'in steps',
    async run(context, { attempt, query }) {
      const { db, now } = context;
      const consumed = await context.commit(
        (transaction) => consumeAttempt(transaction, attempt, now),
        () => null,
      );
      if (!consumed)
        throw new AlreadyUsedError('This connection attempt has already been used. Start a new one.');
      const used = { ...attempt, version: CONSUMED };
      if (attempt.expires_at <= now) return failAttempt(context, used, EXPIRED);
      try {
        const credential = await findCredential(db, attempt.credential_id);
        const refusal = refusalIn(query, 'error' in query ? await denialErrorsOf(db, credential) : []);
        if (refusal !== null) return await failAttempt(context, used, refusal);
        if (credential === undefined || credential.version !== attempt.credential_version) throw changed();
        if (credential.authentication_type === 'oauth1')
          return await finishOauth1(parts, context, { credential, attempt: used, query });
        const configured = await configure(db, credential, (settings) =>
          accountValuesIn(query, settings.callback?.values ?? []),
        );
        const configuration = await withKeyOf(attempt, configured, parts);
        const { endpoints, settings, client } = configuration;
        const callback = settings.callback ?? {};
        const code = own(query, callback.code_name ?? 'code');
        if (code === undefined) return await failAttempt(context, used, whyWithoutCode(query));
        const iss = own(query, 'iss');
        if (iss !== undefined && endpoints.issuer !== undefined && iss !== endpoints.issuer)
          return await failAttempt(context, used, ISSUER_MISMATCH);
        if (callback.signature === 'shopify' && !isSignedByShopify(query, secretsOf(client)))
          return await failAttempt(context, used, NOT_AUTHENTIC);
        const key = { tenantId: db.tenantId, id: attempt.id };
        const code_verifier =
          attempt.code_verifier === null ? null : await secrets.openCodeVerifier(key, attempt.code_verifier);
        const grant = {
          grant_type: 'authorization_code',
          code,
          redirect_uri: attempt.redirect_uri!,
          code_verifier,
        } as const;
        const account = accountValuesIn(query, callback.values ?? []);
        const grantedScopes = grantedIn(query, callback.scope_name);
        const job = { credential, configuration, attempt: used, grant, account, grantedScopes };
        return await complete(parts, context, job);
      } catch (failure) {
        if (failure instanceof AppError) return failAttempt(context, used, reasonOf(failure));
        // If this cannot be stored either, the attempt shows as failed after MAX_COMPLETION_TIME.
        await failAttempt(context, used, INTERNAL_ERROR).catch(() => undefined);
        throw failure;
      }
    },
  };
}

/** Why a redirect without an error has no code: Microsoft's admin consent and GitHub's installations are the known cases. */
function whyWithoutCode(query: RedirectQuery): Reason {
  if (own(query, 'admin_consent')?.toLowerCase() === 'true') return CONSENT_ONLY;
  return own(query, 'setup_action') === 'request' ? INSTALLATION_REQUESTED : CODE_MISSING;
}

/** More than the scopes of any provider. Longer lists are left out. */
const MAX_SCOPES_LENGTH = 4_000;

/** The scopes that the user granted, if they are in the redirect. */
function grantedIn(query: RedirectQuery, name: string | undefined): string[] | null {
  const list = name === undefined ? undefined : own(query, name);
  return list === undefined || list.length > MAX_SCOPES_LENGTH || !isReadable(list) ? null : scopesIn(list);
}

/** The provider's refusal (RFC 6749, 4.1.2.1). @param denials the provider's own names for access_denied */
function refusalIn(query: RedirectQuery, denials: readonly string[]): Reason | null {
  const error = own(query, 'error');
  if (error === undefined || error === '') return null;
  const clean = providerErrorText(error, own(query, 'error_description'));
  if (error === 'access_denied' || denials.includes(error)) {
    const text = `Access was denied at the provider ("${clean}"). Connect the account again and allow access.`;
    return { text, code: 'access_denied' };
  }
  return { text: `The provider returned the error "${clean}".`, code: reasonOfError(error, 'new') };
}
