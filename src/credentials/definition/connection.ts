import type { ConnectionReason } from '../../schema/index.ts';
import type { Reason, StoredReason } from '../protocol/index.ts';

export type ConnectionState = 'pending' | 'connected' | 'needs_reauthorization' | 'error';

/** The states of a connection, with `connected` divided by whether its refreshes succeed and whether it ends soon. */
export const CONDITIONS = [
  'pending',
  'connected',
  'refresh_failed',
  'ends_soon',
  'no_working_token',
  'needs_reauthorization',
  'error',
] as const;

export type Condition = (typeof CONDITIONS)[number];

/**
 * The token state of the account that a credential is connected to (table `connections`). Times are milliseconds since
 * the epoch by the database's clock, because processes on several machines compare them.
 */
export interface Connection {
  state: ConnectionState;
  state_reason: string | null;
  /** null if there is no reason, or if it was stored before codes existed. */
  state_reason_code: ConnectionReason | null;
  /** Incremented whenever tokens are stored or deleted. A refresh only stores tokens if it is unchanged. */
  generation: number;
  /** Sealed `Access`. */
  access: string | null;
  /** Sealed. */
  refresh_token: string | null;
  /** Sealed `SubjectTokens`: what is exchanged for access tokens, if it was entered and there is no refresh token. */
  subject_token: string | null;
  /** The scopes that the provider granted; null if unknown. */
  scopes: string[] | null;
  base_uri: string | null;
  /** The account's values, such as realmId: from the provider's redirect, its token response and a lookup. */
  account: Record<string, string>;
  /** Where the tokens came from. The refresh token is sent nowhere else. */
  token_url: string | null;
  external_user_id: string | null;
  /** The ID was found where the provider documents it, not by the credential's user ID mapper. */
  user_id_documented: boolean;
  obtained_at: number | null;
  /** null if the token does not expire, or if its lifetime is unknown. */
  expires_at: number | null;
  refresh_at: number | null;
  /** When the refresh token expires; null if this is unknown. */
  refresh_expires_at: number | null;
  /** When to refresh so that the refresh token does not expire; null if that makes no difference. */
  keep_alive_at: number | null;
  /** When the account must be connected again, or when it was lost; null if this is unknown. */
  ends_at: number | null;
  /** From when on the end is soon and nothing averts it; null if there is no known end. */
  ends_soon_from: number | null;
  /** When the audit log noted that the end is soon. */
  end_noted_at: number | null;
  connected_at: number | null;
  connected_by: string | null;
  lease_owner: string | null;
  lease_until: number | null;
  /** When the lease holder called the provider; null before that. */
  called_at: number | null;
  /** The outcome of an earlier refresh is unknown. */
  interrupted: boolean;
  failures: number;
  retry_at: number | null;
  /** How often the provider has refused to refresh since the last success, and since when. */
  refusals: number;
  refused_since: number | null;
  /** Incremented when settings that a refresh uses change. A refusal of older settings does not count. */
  settings_version: number;
}

/** Columns of a connection without an account. */
export const NO_TOKENS = {
  access: null,
  refresh_token: null,
  subject_token: null,
  scopes: null,
  base_uri: null,
  account: '{}',
  token_url: null,
  external_user_id: null,
  user_id_documented: false,
  obtained_at: null,
  expires_at: null,
  refresh_at: null,
  refresh_expires_at: null,
  keep_alive_at: null,
  ends_at: null,
  ends_soon_from: null,
  end_noted_at: null,
  connected_at: null,
  connected_by: null,
};

export const NO_LEASE = { lease_owner: null, lease_until: null, called_at: null };

/** Columns of a connection with no refresh in progress and no failure. */
export const IDLE = {
  state_reason: null,
  state_reason_code: null,
  ...NO_LEASE,
  interrupted: false,
  failures: 0,
  retry_at: null,
  refusals: 0,
  refused_since: null,
};

/** Columns of the connection of a new credential. */
export const NEW_CONNECTION = {
  state: 'pending',
  generation: 0,
  settings_version: 0,
  ...NO_TOKENS,
  ...IDLE,
} as const;

export const NEVER_CONNECTED: Connection = { ...NEW_CONNECTION, account: {} };

export type ConnectionRow = Omit<Connection, 'scopes' | 'account' | 'interrupted' | 'user_id_documented'> & {
  scopes: string | null;
  account: string;
  interrupted: boolean | number;
  user_id_documented: boolean | number;
};

export const CONNECTION_COLUMNS = [
  'state',
  'state_reason',
  'state_reason_code',
  'generation',
  'access',
  'refresh_token',
  'subject_token',
  'scopes',
  'base_uri',
  'account',
  'token_url',
  'external_user_id',
  'user_id_documented',
  'obtained_at',
  'expires_at',
  'refresh_at',
  'refresh_expires_at',
  'keep_alive_at',
  'ends_at',
  'ends_soon_from',
  'end_noted_at',
  'connected_at',
  'connected_by',
  'lease_owner',
  'lease_until',
  'called_at',
  'interrupted',
  'failures',
  'retry_at',
  'refusals',
  'refused_since',
  'settings_version',
] as const;

export function connectionFromRow(row: ConnectionRow): Connection {
  return {
    ...row,
    scopes: row.scopes === null ? null : (JSON.parse(row.scopes) as string[]),
    account: JSON.parse(row.account) as Record<string, string>,
    interrupted: Boolean(row.interrupted),
    user_id_documented: Boolean(row.user_id_documented),
  };
}

/** The sealed tokens of a connection and their metadata. */
export interface StoredTokens {
  access: string;
  refresh_token: string | null;
  subject_token: string | null;
  scopes: string[] | null;
  base_uri: string | null;
  account: Record<string, string>;
  token_url: string | null;
  obtained_at: number;
  expires_at: number | null;
  refresh_at: number | null;
  refresh_expires_at: number | null;
  keep_alive_at: number | null;
  ends_at: number | null;
  ends_soon_from: number | null;
  /** Left out to keep the stored value. */
  end_noted_at?: null;
}

export function tokenColumns({ scopes, account, ...tokens }: StoredTokens) {
  return {
    ...tokens,
    scopes: scopes === null ? null : JSON.stringify(scopes),
    account: JSON.stringify(account),
  };
}

export function reasonColumns(reason: Reason | null): Pick<Connection, 'state_reason' | 'state_reason_code'> {
  return { state_reason: reason?.text ?? null, state_reason_code: reason?.code ?? null };
}

/** The stored reason for a connection's state. @param otherwise the text if none is stored */
export function storedReason(
  { state_reason, state_reason_code }: Pick<Connection, 'state_reason' | 'state_reason_code'>,
  otherwise: string,
): StoredReason {
  return { text: state_reason ?? otherwise, code: state_reason_code };
}
