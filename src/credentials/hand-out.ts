import type { ReadAction } from '../actions/index.ts';
import type { HandOutLog } from '../audit/index.ts';
import { AppError } from '../errors.ts';
import type { Input } from '../jsonapi/index.ts';
import type { Access, CredentialSecrets } from './access.ts';
import { dueOf } from './refresh-policy.ts';
import { reasonIn } from './connection-row.ts';
import { metaOf, type KeptReason } from './reasons.ts';
import type { RefreshOutcome } from './refresh-outcome.ts';
import type { Refresher } from './refresh.ts';
import { getRow, isServed, type TokenRead, type TokenRow } from './token-row.ts';

/** A live token as it is handed out. Times are by the database's clock. */
export interface LiveToken extends Access {
  tenant_id: string;
  credential_id: string;
  name: string;
  component_id: string | null;
  oauth_client_id: string | null;
  scopes: string[] | null;
  base_uri: string | null;
  external_user_id: string | null;
  generation: number;
  expires_at: number | null;
  /** The moment of the hand-out. */
  now: number;
}

export interface HandOut {
  /** The live token, refreshed first where it must be. */
  token: ReadAction<Input, LiveToken>;
  /** The same in answer to elastic.io's libraries. */
  secret: ReadAction<Input, LiveToken>;
  /** A new token, however long the old one would live; all who ask at the same moment share it. */
  refreshSecret: ReadAction<Input, LiveToken>;
}

interface Parts {
  read: TokenRead;
  secrets: CredentialSecrets;
  refresher: Refresher;
  handOuts: HandOutLog;
  /** Told of every hand-out, off its path: what is in use is refreshed ahead. */
  used(tenantId: string, credentialId: string): void;
  /** Told the token's age in milliseconds. */
  aged(milliseconds: number): void;
  /** How long a caller waits for a refresh, milliseconds. The refresh itself goes on. */
  patience: number;
}

export function createHandOut(parts: Parts): HandOut {
  const { read, secrets, refresher, handOuts, used, aged, patience } = parts;

  async function live(tenantId: string, credentialId: string): Promise<LiveToken> {
    const row = await getRow(read, tenantId, credentialId);
    const due = row.state === 'connected' ? dueOf(row, row.now) : 'no';
    if (due === 'no' && row.access !== null && isServed(row)) return open(row);
    // The token lives long enough to be of use: nobody waits. What a failed refresh says is kept with the connection.
    if (due === 'soon') {
      if (pausing(row) === undefined) refresher.refresh(tenantId, credentialId).catch(() => undefined);
      return open(row);
    }
    if (due === 'no') return afterwards(tenantId, credentialId, undefined);
    const outcome = pausing(row) ?? (await patiently(refresher.refresh(tenantId, credentialId), patience));
    return afterwards(tenantId, credentialId, outcome);
  }

  /** What stands there now; where the refresh failed, the old token as long as it lives. */
  async function afterwards(
    tenantId: string,
    credentialId: string,
    outcome: RefreshOutcome | undefined,
  ): Promise<LiveToken> {
    const row = await getRow(read, tenantId, credentialId);
    if (row.access !== null && isServed(row)) return open(row);
    if (row.state === 'needs_reauthorization')
      throw needsReauthorization(reasonIn(row, 'The account must be connected again.'));
    assertEverConnected(row);
    throw unavailable(outcome);
  }

  async function open(row: TokenRow): Promise<LiveToken> {
    const access = await secrets.openAccess({ tenantId: row.tenant_id, id: row.credential_id }, row.access!);
    used(row.tenant_id, row.credential_id);
    aged(row.now - row.obtained_at!);
    return {
      tenant_id: row.tenant_id,
      credential_id: row.credential_id,
      name: row.name,
      component_id: row.component_id,
      oauth_client_id: row.oauth_client_id,
      access_token: access.access_token,
      token_type: access.token_type,
      extra: access.extra,
      scopes: row.scopes === null ? null : (JSON.parse(row.scopes) as string[]),
      base_uri: row.base_uri,
      external_user_id: row.external_user_id,
      generation: row.generation,
      expires_at: row.expires_at,
      now: row.now,
    };
  }

  function action(
    name: string,
    find: (tenantId: string, credentialId: string) => Promise<LiveToken>,
  ): ReadAction<Input, LiveToken> {
    return {
      name,
      permission: 'tenants.credentials.use',
      writes: false,
      async run({ actor, db, requestId }, { params }) {
        const token = await find(db.tenantId, params['id']!);
        handOuts.note({ actor, tenantId: db.tenantId, requestId }, 'credentials.get_token', {
          type: 'credential',
          id: token.credential_id,
        });
        return token;
      },
    };
  }

  return {
    token: action('credentials.get_token', live),
    secret: action('credentials.get_token', live),
    refreshSecret: action('credentials.get_token', async (tenantId, credentialId) => {
      const row = await getRow(read, tenantId, credentialId);
      assertEverConnected(row);
      const outcome = await patiently(refresher.refresh(tenantId, credentialId, row.generation), patience);
      assertRefreshed(outcome);
      return afterwards(tenantId, credentialId, outcome);
    }),
  };
}

/** The third party has failed a moment ago and is left alone: nothing is even tried. */
function pausing(row: TokenRow): RefreshOutcome | undefined {
  const { retry_at, now } = row;
  if (retry_at === null || retry_at <= now) return undefined;
  const reason = reasonIn(row, 'The third party could not be reached.');
  return { kind: 'unavailable', reason, retryAfter: retry_at - now };
}

/** Undefined when the time is up. */
export async function patiently<T>(work: Promise<T>, milliseconds: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), milliseconds);
  });
  // Whoever waits no longer does not hear of a later failure.
  work.catch(() => undefined);
  return Promise.race([work, timeUp]).finally(() => clearTimeout(timer));
}

/** @throws AppError for a refresh that somebody asked for and did not get */
export function assertRefreshed(outcome: RefreshOutcome | undefined): void {
  if (outcome === undefined || outcome.kind === 'unavailable') throw unavailable(outcome);
  if (outcome.kind === 'refused') throw needsReauthorization(outcome.reason);
}

function needsReauthorization(reason: KeptReason): AppError {
  return new AppError('credential_needs_reauthorization', reason.text, metaOf(reason));
}

/** @throws AppError credential_not_connected */
export function assertEverConnected(
  row: Pick<TokenRow, 'state' | 'state_reason' | 'state_reason_code'>,
): void {
  if (row.state === 'connected' || row.state === 'needs_reauthorization') return;
  const reason = reasonIn(row, 'Connect it first.');
  throw new AppError(
    'credential_not_connected',
    `The credential is not connected to an account. ${reason.text}`,
    metaOf(reason),
  );
}

function unavailable(outcome: RefreshOutcome | undefined): AppError {
  const told = outcome?.kind === 'unavailable' ? outcome : undefined;
  if (told?.fault !== undefined) return standing(told.fault, told.reason);
  return new AppError(
    'provider_unavailable',
    told?.reason.text ?? 'The token has ended and the provider is slow to give a new one.',
    { ...(told && metaOf(told.reason)), retryAfter: Math.ceil((told?.retryAfter ?? 5_000) / 1000) },
  );
}

/** A fault of what is stored: a request that only asks for a token has no document in which it could be mended. */
function standing(fault: AppError, reason: KeptReason): AppError {
  if (fault.status !== 422) return fault;
  return new AppError('credential_incomplete', fault.message, metaOf(reason));
}
