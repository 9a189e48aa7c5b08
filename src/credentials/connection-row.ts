import type { ConnectionReason } from '../schema/index.ts';
import type { KeptReason } from './reasons.ts';

export type ConnectionState = 'pending' | 'connected' | 'needs_reauthorization' | 'error';

/**
 * The account that a credential is connected to. Times are milliseconds since the epoch by the database's clock,
 * because processes on several machines compare them.
 */
export interface Connection {
  state: ConnectionState;
  state_reason: string | null;
  /** null where there is no reason, and of one that is older than its code. */
  state_reason_code: ConnectionReason | null;
  /** Counts what was ever stored here. Whoever writes tokens names the generation that they replace. */
  generation: number;
  /** Sealed `Access`. */
  access: string | null;
  /** Sealed. */
  refresh_token: string | null;
  /** What the provider granted; null where it did not say. */
  scopes: string[] | null;
  base_uri: string | null;
  /** Where the tokens came from: the only place to which the refresh token goes. */
  token_url: string | null;
  external_user_id: string | null;
  obtained_at: number | null;
  /** null: it does not end, or nobody knows. */
  expires_at: number | null;
  refresh_at: number | null;
  connected_at: number | null;
  connected_by: string | null;
  lease_owner: string | null;
  lease_until: number | null;
  /** A refresh began whose outcome nobody knows. */
  interrupted: boolean;
  failures: number;
  retry_at: number | null;
}

/** Without an account. */
export const NO_TOKENS = {
  access: null,
  refresh_token: null,
  scopes: null,
  base_uri: null,
  token_url: null,
  external_user_id: null,
  obtained_at: null,
  expires_at: null,
  refresh_at: null,
  connected_at: null,
  connected_by: null,
};

/** With nobody refreshing it, and nothing that went wrong. */
export const AT_REST = {
  state_reason: null,
  state_reason_code: null,
  lease_owner: null,
  lease_until: null,
  interrupted: false,
  failures: 0,
  retry_at: null,
};

export const NEVER_CONNECTED: Connection = {
  state: 'pending',
  generation: 0,
  ...NO_TOKENS,
  ...AT_REST,
};

export type ConnectionRow = Omit<Connection, 'scopes' | 'interrupted'> & {
  scopes: string | null;
  interrupted: boolean | number;
};

export const CONNECTION_COLUMNS = [
  'state',
  'state_reason',
  'state_reason_code',
  'generation',
  'access',
  'refresh_token',
  'scopes',
  'base_uri',
  'token_url',
  'external_user_id',
  'obtained_at',
  'expires_at',
  'refresh_at',
  'connected_at',
  'connected_by',
  'lease_owner',
  'lease_until',
  'interrupted',
  'failures',
  'retry_at',
] as const;

export function connectionFromRow(row: ConnectionRow): Connection {
  return {
    ...row,
    scopes: row.scopes === null ? null : (JSON.parse(row.scopes) as string[]),
    interrupted: Boolean(row.interrupted),
  };
}

/** Why a connection is as it is. @param otherwise what is said where nothing was noted */
export function reasonIn(
  { state_reason, state_reason_code }: Pick<Connection, 'state_reason' | 'state_reason_code'>,
  otherwise: string,
): KeptReason {
  return { text: state_reason ?? otherwise, code: state_reason_code };
}
