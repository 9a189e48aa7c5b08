import type { ReadAction } from '../../actions/index.ts';
import type { SecretReads } from '../../audit/index.ts';
import { AppError } from '../../errors.ts';
import type { Input } from '../../jsonapi/index.ts';
import { resultWithin } from '../../system/with-timeout.ts';
import { storedReason, type Access, type CredentialSecrets } from '../definition/index.ts';
import { metaOf, type StoredReason } from '../protocol/index.ts';
import { publicAdditional } from './additional-tokens.ts';
import type { RefreshOutcome } from './refresh-outcome.ts';
import { dueOf, pauseLeft } from './refresh-policy.ts';
import type { Refresher } from './refresher.ts';
import { getRow, isReturnable, type TokenReader, type TokenRow } from './token-row.ts';

/** A credential's current access token, as it is returned to the caller. Times are by the database's clock. */
export interface CurrentToken extends Omit<Access, 'dpop_key' | 'additional'> {
  tenant_id: string;
  credential_id: string;
  name: string;
  component_id: string | null;
  oauth_client_id: string | null;
  scopes: string[] | null;
  base_uri: string | null;
  account: Record<string, string>;
  external_user_id: string | null;
  generation: number;
  expires_at: number | null;
  /** Further tokens, by name; undefined if there are none. */
  additional_tokens?: ReturnType<typeof publicAdditional>;
  /** When it was read. */
  now: number;
}

/** A token, and the private key that it is bound to, which stays here. */
interface OpenedToken {
  token: CurrentToken;
  dpopKey: string | undefined;
}

export interface Issuing {
  /** The current token, to sign a request with it. */
  current(tenantId: string, credentialId: string): Promise<OpenedToken>;
  /** The current token, refreshed first if necessary. */
  token: ReadAction<Input, CurrentToken>;
  /** The same for elastic.io's component libraries. */
  secret: ReadAction<Input, CurrentToken>;
  /** A new token even if the old one is still valid. Concurrent requests share one refresh. */
  refreshSecret: ReadAction<Input, CurrentToken>;
}

interface Parts {
  read: TokenReader;
  secrets: CredentialSecrets;
  refresher: Refresher;
  secretReads: SecretReads;
  /** Called for every token returned, to know which tokens are in use and must be refreshed ahead. */
  onUse(tenantId: string, credentialId: string): void;
  /** Called for every token returned, with its age in milliseconds. */
  onTokenAge(milliseconds: number): void;
  /** How long a caller waits for a refresh, in milliseconds. The refresh itself continues. */
  waitLimit: number;
}

export function createIssuing(parts: Parts): Issuing {
  const { read, secrets, refresher, secretReads, onUse, onTokenAge, waitLimit } = parts;

  async function current(tenantId: string, credentialId: string): Promise<OpenedToken> {
    const row = await getRow(read, tenantId, credentialId);
    const due = row.state === 'connected' ? dueOf(row, row.now) : 'no';
    if (due === 'no' && row.access !== null && isReturnable(row)) return open(row);
    // The token is still valid long enough to use, so refresh in the background. A failure is stored with the
    // connection.
    if (due === 'soon') {
      if (pausedOutcome(row) === undefined) refresher.refresh(tenantId, credentialId).catch(() => undefined);
      return open(row);
    }
    if (due === 'no') return tokenAfterRefresh(tenantId, credentialId, undefined);
    const outcome =
      pausedOutcome(row) ?? (await resultWithin(refresher.refresh(tenantId, credentialId), waitLimit));
    return tokenAfterRefresh(tenantId, credentialId, outcome);
  }

  /** Reads the token again after a refresh; if that failed, returns the old token while it is valid. */
  async function tokenAfterRefresh(
    tenantId: string,
    credentialId: string,
    outcome: RefreshOutcome | undefined,
  ): Promise<OpenedToken> {
    const row = await getRow(read, tenantId, credentialId);
    if (row.access !== null && isReturnable(row)) return open(row);
    if (row.state === 'needs_reauthorization')
      throw needsReauthorization(storedReason(row, 'Connect the account again.'));
    assertEverConnected(row);
    throw unavailable(outcome);
  }

  async function open(row: TokenRow): Promise<OpenedToken> {
    const access = await secrets.openAccess({ tenantId: row.tenant_id, id: row.credential_id }, row.access!);
    onUse(row.tenant_id, row.credential_id);
    onTokenAge(row.now - row.obtained_at!);
    const token = {
      tenant_id: row.tenant_id,
      credential_id: row.credential_id,
      name: row.name,
      component_id: row.component_id,
      oauth_client_id: row.oauth_client_id,
      access_token: access.access_token,
      token_type: access.token_type,
      ...(access.token_secret !== undefined && { token_secret: access.token_secret }),
      ...(access.oauth1 !== undefined && { oauth1: access.oauth1 }),
      ...(access.additional !== undefined && { additional_tokens: publicAdditional(access.additional) }),
      extra: access.extra,
      scopes: row.scopes === null ? null : (JSON.parse(row.scopes) as string[]),
      base_uri: row.base_uri,
      account: JSON.parse(row.account) as Record<string, string>,
      external_user_id: row.external_user_id,
      generation: row.generation,
      expires_at: row.expires_at,
      now: row.now,
    };
    return { token, dpopKey: access.dpop_key };
  }

  function action(
    name: string,
    find: (tenantId: string, credentialId: string) => Promise<OpenedToken>,
  ): ReadAction<Input, CurrentToken> {
    return {
      name,
      permission: 'tenants.credentials.use',
      writes: false,
      async run({ actor, db, requestId, ipAddress }, { params }) {
        const { token } = await find(db.tenantId, params['id']!);
        secretReads.record({ actor, tenantId: db.tenantId, requestId, ipAddress }, 'credentials.get_token', {
          type: 'credential',
          id: token.credential_id,
        });
        return token;
      },
    };
  }

  return {
    current,
    token: action('credentials.get_token', current),
    secret: action('credentials.get_token', current),
    refreshSecret: action('credentials.get_token', async (tenantId, credentialId) => {
      const row = await getRow(read, tenantId, credentialId);
      assertEverConnected(row);
      const outcome = await resultWithin(
        refresher.refresh(tenantId, credentialId, row.generation),
        waitLimit,
      );
      assertRefreshed(outcome);
      return tokenAfterRefresh(tenantId, credentialId, outcome);
    }),
  };
}

/** The outcome while the pause after a failed refresh lasts; undefined if a refresh may be tried. */
function pausedOutcome(row: TokenRow): RefreshOutcome | undefined {
  const pause = pauseLeft(row, row.now);
  if (pause === 0) return undefined;
  const reason = storedReason(row, 'The provider could not be reached.');
  return { kind: 'unavailable', reason, retryAfter: pause };
}

/** @throws AppError if a requested refresh did not succeed */
export function assertRefreshed(outcome: RefreshOutcome | undefined): void {
  if (outcome === undefined || outcome.kind === 'unavailable') throw unavailable(outcome);
  if (outcome.kind === 'refused') throw needsReauthorization(outcome.reason);
}

export function needsReauthorization(reason: StoredReason): AppError {
  return new AppError('credential_needs_reauthorization', reason.text, metaOf(reason));
}

/** @throws AppError credential_not_connected */
export function assertEverConnected(
  row: Pick<TokenRow, 'state' | 'state_reason' | 'state_reason_code'>,
): void {
  if (row.state === 'connected' || row.state === 'needs_reauthorization') return;
  const reason = storedReason(row, 'Connect it first.');
  throw new AppError(
    'credential_not_connected',
    `The credential is not connected to an account. ${reason.text}`,
    metaOf(reason),
  );
}

function unavailable(outcome: RefreshOutcome | undefined): AppError {
  const failure = outcome?.kind === 'unavailable' ? outcome : undefined;
  if (failure?.fault !== undefined) return settingsError(failure.fault, failure.reason);
  return new AppError(
    'provider_unavailable',
    failure?.reason.text ??
      'The token has expired and the provider has not returned a new one yet. Send the request again.',
    { ...(failure && metaOf(failure.reason)), retryAfter: Math.ceil((failure?.retryAfter ?? 5_000) / 1000) },
  );
}

/** The credential's settings are invalid. Not 422, because the request for a token has no document to correct. */
function settingsError(fault: AppError, reason: StoredReason): AppError {
  if (fault.status !== 422) return fault;
  return new AppError('credential_incomplete', fault.message, metaOf(reason));
}
